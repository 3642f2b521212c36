import { ToolCall } from './tool-call.js';
import type { ToolCallFragment } from './tool-call.js';

/** Assembles the fragments of parallel tool calls, however the upstream labels them. */
export class ToolCallBuffer {
  private readonly calls: ToolCall[] = [];
  /** Calls that may not be complete, the latest last; those that are complete meanwhile go when they come to the end. */
  private readonly unfinished: ToolCall[] = [];
  private readonly byId = new Map<string, ToolCall>();
  private readonly byIndex = new Map<number, ToolCall>();
  private settledNames: ReadonlySet<string> | undefined;

  constructor(private readonly toolNames: readonly string[]) {}

  /** The first call that is not usable. */
  get defective(): ToolCall | undefined {
    return this.calls.find((call) => call.defect !== undefined);
  }

  get started(): readonly ToolCall[] {
    return this.calls.filter(({ isStarted }) => isStarted);
  }

  /** Feeds a fragment to the call that it belongs to and returns that call. */
  accept(fragment: ToolCallFragment): ToolCall {
    const known = this.find(fragment);
    const call = known && !startsAnother(known, fragment) ? known : this.add();
    if (fragment.id !== '' && !this.byId.has(fragment.id)) this.byId.set(fragment.id, call);
    if (fragment.index !== undefined) this.byIndex.set(fragment.index, call);
    // An id that another call has is ignored.
    call.accept(this.byId.get(fragment.id) === call ? fragment : { ...fragment, id: '' });
    if (!call.isComplete && this.unfinished.at(-1) !== call) this.unfinished.push(call);
    return call;
  }

  private get latestUnfinished(): ToolCall | undefined {
    while (this.unfinished.at(-1)?.isComplete) this.unfinished.pop();
    return this.unfinished.at(-1);
  }

  private find({ id, index, name }: ToolCallFragment): ToolCall | undefined {
    const atIndex = index === undefined ? undefined : this.byIndex.get(index);
    // An unknown id may come late, for a call without one. Else it is a new call, even where the index is always 0.
    if (id !== '') return this.byId.get(id) ?? (atIndex?.id === '' ? atIndex : undefined);
    if (index !== undefined) return atIndex;
    return name === '' ? (this.latestUnfinished ?? this.calls.at(-1)) : undefined;
  }

  private add(): ToolCall {
    const call = new ToolCall((name) => this.isSettledName(name));
    this.calls.push(call);
    return call;
  }

  private isSettledName(name: string): boolean {
    this.settledNames ??= findUnambiguousNames(this.toolNames);
    return this.settledNames.has(name);
  }
}

/**
 * Nothing can follow complete arguments, so a named fragment that brings others, or another name, is the next call. The
 * name alone may follow them.
 */
function startsAnother(call: ToolCall, { id, name, argumentsText }: ToolCallFragment): boolean {
  if (!call.isComplete || name === '') return false;
  const isRepetition = id !== '' && call.isRepeatedBy(argumentsText);
  return (call.name !== '' && name !== call.name) || (argumentsText.trimStart().startsWith('{') && !isRepetition);
}

/**
 * Finds the names that are not a prefix of another name: once such a name has arrived, it is complete. In sorted order the
 * names that start with a name come directly after it.
 */
export function findUnambiguousNames(names: readonly string[]): ReadonlySet<string> {
  const sorted = [...new Set(names)].sort();
  return new Set(sorted.filter((name, position) => !sorted[position + 1]?.startsWith(name)));
}
