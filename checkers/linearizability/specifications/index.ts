/** The objects whose specifications are known by name. */
import type { Specification } from '../specification.ts';
import {
  priorityQueueSpecification,
  queueSpecification,
  stackSpecification,
  unorderedQueueSpecification,
} from './containers.ts';
import {
  fencedLockSpecification,
  mutexSpecification,
  reentrantLockSpecification,
  semaphoreSpecification,
} from './locks.ts';
import { casRegisterSpecification, registerSpecification } from './register.ts';
import { growOnlySetSpecification, setSpecification } from './sets.ts';
import { counterSpecification, kvAppendSpecification, logSpecification, multiRegisterSpecification } from './values.ts';

export const specifications: readonly Specification[] = [
  registerSpecification,
  casRegisterSpecification,
  multiRegisterSpecification,
  kvAppendSpecification,
  counterSpecification,
  setSpecification,
  growOnlySetSpecification,
  queueSpecification,
  unorderedQueueSpecification,
  stackSpecification,
  priorityQueueSpecification,
  mutexSpecification,
  reentrantLockSpecification,
  fencedLockSpecification,
  semaphoreSpecification,
  logSpecification,
];

export * from './containers.ts';
export * from './locks.ts';
export * from './register.ts';
export * from './sets.ts';
export * from './values.ts';
