/** One step of the schema. Additive: it may create and extend, never drop or delete what holds data. */
export interface Migration {
  /** 1, 2, 3, … without a gap; `user_version` of the file after it. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
