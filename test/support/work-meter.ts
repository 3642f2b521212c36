type Method = (this: unknown, ...parameters: unknown[]) => unknown;
type Cost = (self: { readonly length: number }, parameters: readonly unknown[], result: unknown) => number;

const wholeLength: Cost = ({ length }) => length + 1;
const argumentLength: Cost = (_self, [text]) => lengthOf(text) + 1;
const single: Cost = () => 1;
/** Of a search from some place on, no more is looked at than lies between that place and the hit. */
const searched: Cost = ({ length }, [, from], result) =>
  (Number(result) < 0 ? length : Number(result)) - Number(from ?? 0) + 1;

const COSTS: readonly (readonly [object, Readonly<Record<string, Cost>>])[] = [
  [
    String.prototype,
    {
      ...Object.fromEntries(['includes', 'trim', 'trimStart', 'split', 'replace'].map((n) => [n, wholeLength])),
      indexOf: searched,
      startsWith: argumentLength,
      endsWith: argumentLength,
      charCodeAt: single,
      slice: single,
    },
  ],
  // Methods of strings go through all hits of a global pattern; they are counted themselves.
  [RegExp.prototype, { exec: (self, [text]) => ((self as unknown as RegExp).global ? 1 : lengthOf(text) + 1) }],
  [JSON, { parse: argumentLength, stringify: (_self, _parameters, result) => lengthOf(result) + 1 }],
  [
    Array.prototype,
    {
      ...Object.fromEntries(
        ['map', 'filter', 'flatMap', 'join', 'sort', 'toReversed', 'includes'].map((n) => [n, wholeLength]),
      ),
      push: single,
      splice: (self, [, removed]) => (removed === 0 ? 1 : self.length + 1),
    },
  ],
];

/** Methods that may end early: their cost is how often they ask. */
const ASKING: readonly string[] = ['find', 'findLast', 'some', 'every'];

/**
 * Counts the work of a piece of code: what the built-in methods of strings, arrays, patterns and JSON look at. Unlike time,
 * it is the same on every machine, so that work that grows faster than its input is found for certain.
 */
export class WorkMeter {
  private work = 0;
  private isRunning = false;
  private readonly restorers: (() => void)[] = [];

  /** Puts counters around the built-in methods, until `uninstall`. */
  install(): void {
    for (const [owner, costs] of COSTS) {
      for (const [name, cost] of Object.entries(costs)) this.wrap(owner, name, (method) => this.counted(method, cost));
    }
    for (const name of ASKING) this.wrap(Array.prototype, name, (method) => this.asking(method));
  }

  uninstall(): void {
    for (const restore of this.restorers.splice(0)) restore();
  }

  /** Runs the code and says how much work it was. */
  measure(run: () => void): number {
    this.work = 0;
    this.isRunning = true;
    try {
      run();
    } finally {
      this.isRunning = false;
    }
    return this.work;
  }

  private wrap(owner: object, name: string, around: (method: Method) => Method): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name)!;
    Object.defineProperty(owner, name, { ...descriptor, value: around(descriptor.value as Method) });
    this.restorers.push(() => Object.defineProperty(owner, name, descriptor));
  }

  private counted(method: Method, cost: Cost): Method {
    const add = (self: unknown, parameters: readonly unknown[], result: unknown): void => {
      if (this.isRunning) this.work += cost(self as { length: number }, parameters, result);
    };
    return function (...parameters) {
      const result = method.apply(this, parameters);
      add(this, parameters, result);
      return result;
    };
  }

  private asking(method: Method): Method {
    const count = (): void => {
      if (this.isRunning) this.work += 1;
    };
    return function (predicate, ...rest) {
      const counting = (...parameters: unknown[]): unknown => {
        count();
        return (predicate as Method)(...parameters);
      };
      return method.call(this, counting, ...rest);
    };
  }
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0;
}
