/**
 * Ends a text at stop sequences that could not be sent to the upstream: at the one that is complete first and, of those that
 * end at the same character, at the longest. An Aho-Corasick automaton finds all of them in one pass over the text.
 */
export class StopScanner {
  /** The stop sequence that ended the text. */
  matched: string | null = null;
  private readonly automaton: StopAutomaton | undefined;
  private state = ROOT;
  /** The end of the text so far, as long as it may be the start of a stop sequence. */
  private held = '';

  constructor(stops: readonly string[]) {
    this.automaton = stops.length > 0 ? new StopAutomaton(stops) : undefined;
  }

  /** Returns what can be shown; a possible start of a stop sequence is held, and everything after one is dropped. */
  accept(text: string): string {
    const { automaton } = this;
    if (!automaton || text === '') return text;
    if (this.matched !== null) return '';
    const pending = this.held + text;
    for (let index = this.held.length; index < pending.length; index++) {
      this.state = automaton.next(this.state, pending.charCodeAt(index));
      this.matched = automaton.stopAt(this.state);
      if (this.matched === null) continue;
      this.held = '';
      return pending.slice(0, index + 1 - this.matched.length);
    }
    const shown = pending.length - automaton.depthOf(this.state);
    this.held = pending.slice(shown);
    return pending.slice(0, shown);
  }

  /** Returns what was held: no stop sequence can be completed anymore. */
  flush(): string {
    const { held } = this;
    this.held = '';
    this.state = ROOT;
    return held;
  }
}

const ROOT = 0;
const CODE_UNITS = 0x10000;

/** The automaton of Aho and Corasick. A state stands for the longest end of the text that is the start of a stop sequence. */
class StopAutomaton {
  /** By state and code unit. One map needs far less memory than one per state. */
  private readonly transitions = new Map<number, number>();
  private readonly depths = [0];
  /** The stop sequence that ends in a state. */
  private readonly stops: (string | null)[] = [null];
  /** The state of the longest proper end that is the start of a stop sequence as well. */
  private readonly fallbacks = [ROOT];

  constructor(stops: readonly string[]) {
    const added = stops.flatMap((stop) => this.add(stop));
    // A fallback has a lower depth, so it is known before it is needed.
    for (const transition of added.sort((a, b) => this.depths[a.from] - this.depths[b.from])) this.link(transition);
  }

  next(state: number, code: number): number {
    for (let from = state; ; from = this.fallbacks[from]) {
      const to = this.transitions.get(from * CODE_UNITS + code);
      if (to !== undefined) return to;
      if (from === ROOT) return ROOT;
    }
  }

  stopAt(state: number): string | null {
    return this.stops[state];
  }

  /** The length of the start that a state stands for. */
  depthOf(state: number): number {
    return this.depths[state];
  }

  private add(stop: string): readonly Transition[] {
    const added: Transition[] = [];
    let from = ROOT;
    for (let index = 0; index < stop.length; index++) {
      const code = stop.charCodeAt(index);
      const known = this.transitions.get(from * CODE_UNITS + code);
      const to = known ?? this.createState(from, code);
      if (known === undefined) added.push({ from, code, to });
      from = to;
    }
    this.stops[from] = stop;
    return added;
  }

  private createState(from: number, code: number): number {
    const state = this.depths.push(this.depths[from] + 1) - 1;
    this.transitions.set(from * CODE_UNITS + code, state);
    this.stops.push(null);
    this.fallbacks.push(ROOT);
    return state;
  }

  private link({ from, code, to }: Transition): void {
    const fallback = from === ROOT ? ROOT : this.next(this.fallbacks[from], code);
    this.fallbacks[to] = fallback;
    this.stops[to] ??= this.stops[fallback];
  }
}

interface Transition {
  readonly from: number;
  readonly code: number;
  readonly to: number;
}
