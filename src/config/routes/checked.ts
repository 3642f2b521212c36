/** What was read from one place of the routes file, if it can be made sense of, and what is wrong with it. */
export interface Checked<Value> {
  readonly value?: Value;
  readonly problems: readonly string[];
}
