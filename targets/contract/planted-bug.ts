/**
 * Planted bugs: mistakes that real systems shipped, put into a target on purpose so that whoever tests the tester can see it
 * find them. A target that has some offers an option `bug`, whose values are `none` and their names.
 */

export interface PlantedBug<Name extends string = string> {
  /** Kebab-case; a value of the option `bug`. */
  readonly name: Name;
  /** What the code does wrong, and what follows from it. */
  readonly sentence: string;
  /** Who made or described the mistake: a paper and section, an incident, an issue. */
  readonly source: string;
  /** The options, beside `bug`, with which it shows. */
  readonly set: Readonly<Record<string, string>>;
}

/** Keeps the names as types. */
export function plantBugs<const Name extends string>(bugs: readonly PlantedBug<Name>[]): readonly PlantedBug<Name>[] {
  return bugs;
}
