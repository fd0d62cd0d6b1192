/**
 * One setting of the store, described without any library: the target's options (zod) and what a node's process reads from
 * its environment are both derived from these, so each setting is written down once.
 */

export interface Choice<Value extends string> {
  readonly kind: 'choice';
  readonly values: readonly Value[];
  readonly default: Value;
  readonly description: string;
}

export interface WholeNumber {
  readonly kind: 'number';
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
  readonly description: string;
}

export interface Flag {
  readonly kind: 'flag';
  readonly default: boolean;
  readonly description: string;
}

export type Setting = Choice<string> | WholeNumber | Flag;
export type Settings = Readonly<Record<string, Setting>>;

export type SettingValue<One> = One extends Choice<infer Value> ? Value : One extends WholeNumber ? number : boolean;
export type SettingValues<All extends Settings> = { readonly [Name in keyof All]: SettingValue<All[Name]> };

/** The first value is the default. */
export function choice<const Value extends string>(
  values: readonly [Value, ...Value[]],
  description: string,
): Choice<Value> {
  return { kind: 'choice', values, default: values[0], description };
}

export function wholeNumber(range: readonly [number, number], byDefault: number, description: string): WholeNumber {
  return { kind: 'number', minimum: range[0], maximum: range[1], default: byDefault, description };
}

export function flag(byDefault: boolean, description: string): Flag {
  return { kind: 'flag', default: byDefault, description };
}

/** The value if it is one that the setting may have, its default if it is absent. Throws a TypeError naming what is wrong. */
export function settingValue(name: string, setting: Setting, value: unknown): string | number | boolean {
  if (value === undefined) return setting.default;
  const shown = JSON.stringify(value);
  switch (setting.kind) {
    case 'choice':
      if (typeof value === 'string' && setting.values.includes(value)) return value;
      throw new TypeError(`store configuration: ${name} must be one of ${setting.values.join(', ')}, not ${shown}`);
    case 'number': {
      const { minimum, maximum } = setting;
      if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
      throw new TypeError(
        `store configuration: ${name} must be a whole number from ${minimum} to ${maximum}, not ${shown}`,
      );
    }
    case 'flag':
      if (typeof value === 'boolean') return value;
      throw new TypeError(`store configuration: ${name} must be true or false, not ${shown}`);
  }
}
