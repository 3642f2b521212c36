import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Set by `npm run fixtures:accept`: what comes out is written down as what is expected. */
const isAccepting = (globalThis as { acceptFixtures?: boolean }).acceptFixtures === true;

/** One folder of recorded or hand-written messages that belong together. */
export class Fixture {
  constructor(
    readonly profile: string,
    readonly behaviour: string,
  ) {}

  get name(): string {
    return `${this.profile}/${this.behaviour}`;
  }

  /** The rules that it proves, by the ids of docs/conformance/rules.json. */
  get rules(): readonly string[] {
    return this.has('rules.txt') ? this.lines('rules.txt') : [];
  }

  has(file: string): boolean {
    return existsSync(this.path(file));
  }

  json<Value>(file: string): Value {
    return JSON.parse(this.text(file)) as Value;
  }

  text(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  lines(file: string): readonly string[] {
    return this.text(file)
      .split('\n')
      .filter((line) => line !== '');
  }

  /** Compares what came out with the expected file; when accepting, writes that file and removes its counterpart. */
  expect(file: string, outcome: unknown, counterpart: string): void {
    const actual: unknown = JSON.parse(JSON.stringify(outcome));
    if (isAccepting) this.accept(file, actual, counterpart);
    expect(actual).toEqual(this.read(file));
  }

  private accept(file: string, actual: unknown, counterpart: string): void {
    rmSync(this.path(counterpart), { force: true });
    if (this.has(file) && isDeepStrictEqual(actual, this.read(file))) return;
    writeFileSync(this.path(file), serialize(actual));
  }

  private read(file: string): unknown {
    return file.endsWith('.jsonl') ? this.lines(file).map((line) => JSON.parse(line) as unknown) : this.json(file);
  }

  private path(file: string): string {
    return `${ROOT}${this.name}/${file}`;
  }
}

/** Finds all fixtures: test/fixtures/<provider>/<behaviour>/. Plain files are recordings of clients. */
export function readFixtures(): readonly Fixture[] {
  return readdirSync(ROOT).flatMap((profile) =>
    readdirSync(ROOT + profile, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => new Fixture(profile, name)),
  );
}

/** Events take a line each. */
function serialize(value: unknown): string {
  return Array.isArray(value)
    ? value.map((line) => `${JSON.stringify(line)}\n`).join('')
    : `${JSON.stringify(value, null, 2)}\n`;
}
