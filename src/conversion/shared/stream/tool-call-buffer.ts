import { JsonScanner } from '../../../common/json-scanner.js';
import { isJsonObject, isPlainJson, parseJson } from '../../../common/json.js';
import { parseToolInput, skipEmptyObjects } from '../tool-input.js';
import { HELD_OBJECT, HeldContent } from './held-content.js';

/** Assembles the fragments of parallel tool calls, however the upstream labels them. */
export class ToolCallBuffer {
  private readonly calls: ToolCall[] = [];
  /** Calls that may not be complete, the latest last; those that are complete meanwhile go when they come to the end. */
  private readonly unfinished: ToolCall[] = [];
  private readonly byId = new Map<string, ToolCall>();
  private readonly byIndex = new Map<number, ToolCall>();
  private settledNames: ReadonlySet<string> | undefined;

  constructor(
    private readonly toolNames: readonly string[],
    private readonly held = new HeldContent(),
  ) {}

  /** The first call that is not usable. */
  get defective(): ToolCall | undefined {
    return this.calls.find((call) => call.defect !== undefined);
  }

  get started(): readonly ToolCall[] {
    return this.calls.filter(({ isStarted }) => isStarted);
  }

  /** Adds a fragment to its call and returns that call. */
  accept(fragment: ToolCallFragment): ToolCall {
    const known = this.find(fragment);
    const call = known && !startsAnother(known, fragment) ? known : this.add();
    if (fragment.id !== '' && !this.byId.has(fragment.id)) {
      this.held.add(HELD_OBJECT + fragment.id.length);
      this.byId.set(fragment.id, call);
    }
    if (fragment.index !== undefined) {
      if (!this.byIndex.has(fragment.index)) this.held.add(HELD_OBJECT);
      this.byIndex.set(fragment.index, call);
    }
    // An id that another call has is ignored.
    call.accept(this.byId.get(fragment.id) === call ? fragment : { ...fragment, id: '' });
    if (!call.isComplete && this.unfinished.at(-1) !== call) {
      this.held.add(UNFINISHED_ENTRY);
      this.unfinished.push(call);
    }
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
    this.held.add(HELD_OBJECT);
    const call = new ToolCall((name) => this.isSettledName(name), this.held);
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

/** A call or a fragment of one; absent, null and blank fields are normalized. */
export interface ToolCallFragment {
  /** Empty when absent. */
  readonly id: string;
  readonly index: number | undefined;
  readonly name: string;
  readonly argumentsText: string;
  /** Data that the upstream requires with the call in the next request. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** The size of an entry in the list of unfinished calls, in UTF-16 code units. */
const UNFINISHED_ENTRY = 4;
/** The size of an open bracket in the scanner, in addition to its text. */
const SIZE_OF_LEVEL = 4;

/** A string that contains `{` and is closed by the next quote cannot be followed by the first letter of a key. */
const BEGINS_WITH_KEY = /^\s*\{\s*"[^\s,:\]}"\\]/;
const EMPTY_OBJECT = /^\s*\{\s*\}\s*$/;

/** Assembles one tool call from its fragments, and returns the part of its arguments that can be forwarded. */
export class ToolCall {
  readonly kind = 'tool_use';
  id = '';
  name = '';
  /** The name is complete: further fragments of it are ignored. */
  isNameFinal = false;
  isStarted = false;
  /** The call has been added to the sequence of blocks. */
  isQueued = false;
  /** The id under which the client knows the call, once it is started. */
  clientId = '';
  /** Data that the upstream requires with the call in the next request. */
  extra: ToolCallFragment['extra'];
  isStateWritten = false;
  private text = '';
  private unsent = '';
  private scanner = new JsonScanner();
  private isCumulative = false;
  private isForwarded = false;
  private isClosed = false;
  private isInvalid = false;

  /** `isSettledName` recognizes a tool's name that is not a prefix of another one. */
  constructor(
    private readonly isSettledName: (name: string) => boolean,
    private readonly held: HeldContent,
  ) {}

  /** Whether the arguments are a complete object. */
  get isComplete(): boolean {
    return this.scanner.isComplete;
  }

  get hasArguments(): boolean {
    return this.scanner.hasStarted;
  }

  /** Why the call is not usable; undefined for a valid one. */
  get defect(): string | undefined {
    if (this.name === '') return this.hasArguments ? 'it has no name' : undefined;
    if (this.scanner.isOpen) return 'its arguments were cut off';
    return this.isInvalid ? 'its arguments are not valid JSON' : undefined;
  }

  accept({ id, name, argumentsText, extra }: ToolCallFragment): void {
    this.id ||= id;
    // An envelope holds plain JSON only.
    if (extra && !this.extra && isPlainJson(extra)) this.addExtra(extra);
    if (!this.isNameFinal && name !== this.name) {
      this.held.add(name.length);
      this.name += name;
    }
    this.acceptArguments(argumentsText);
    this.isNameFinal ||= this.isSettledName(this.name) || (this.name !== '' && argumentsText.trim() !== '');
  }

  /** Whether this text repeats the arguments so far, perhaps with more after them. */
  isRepeatedBy(argumentsText: string): boolean {
    return this.text !== '' && argumentsText.length >= this.text.length && argumentsText.startsWith(this.text);
  }

  /**
   * Returns what can be forwarded as received. Arguments that do not start like an object wait for their end, to be made
   * one; so does an empty object, with which some gateways announce arguments still to come.
   */
  takeUnsent(): string {
    if (!this.scanner.startsWithObject || (!this.isForwarded && this.isEmptyObject)) return '';
    const { unsent } = this;
    this.unsent = '';
    this.isForwarded = true;
    return unsent;
  }

  /** Ends the call and returns what stands for arguments of which nothing could be forwarded. */
  close(): string {
    this.isClosed = true;
    if (!this.isForwarded) return JSON.stringify(parseToolInput(this.text));
    this.isInvalid = !isJsonObject(parseJson(this.text));
    return '';
  }

  private get isEmptyObject(): boolean {
    return this.text.length < 16 && EMPTY_OBJECT.test(this.text);
  }

  private acceptArguments(argumentsText: string): void {
    if (this.isPlaceholderFor(argumentsText)) this.restart();
    const added = this.isSnapshot(argumentsText)
      ? argumentsText.slice(this.text.length)
      : this.skipPlaceholder(argumentsText);
    if (this.isClosed) {
      this.isInvalid ||= added.trim() !== '';
      return;
    }
    const { scanner } = this;
    const depth = scanner.maxDepth;
    this.text += added;
    this.unsent += added;
    scanner.accept(added);
    this.held.add(added.length + SIZE_OF_LEVEL * (scanner.maxDepth - depth));
  }

  private addExtra(extra: NonNullable<ToolCallFragment['extra']>): void {
    this.held.add(JSON.stringify(extra).length);
    this.extra = extra;
  }

  private isPlaceholderFor(argumentsText: string): boolean {
    return !this.isForwarded && !this.isClosed && this.isEmptyObject && argumentsText.trimStart().startsWith('{');
  }

  private skipPlaceholder(argumentsText: string): string {
    return this.hasArguments ? argumentsText : skipEmptyObjects(argumentsText);
  }

  private restart(): void {
    this.text = '';
    this.unsent = '';
    this.scanner = new JsonScanner();
  }

  /**
   * Some upstreams send all arguments so far in every piece. A piece that repeats them is such a snapshot when it cannot
   * be the next piece of a valid JSON text, or when another one was before. As it is at least as long as what is known,
   * looking costs no more than reading it.
   */
  private isSnapshot(argumentsText: string): boolean {
    if (!this.scanner.startsWithObject || !this.isRepeatedBy(argumentsText)) return false;
    const canContinue = this.scanner.isInsideString ? !BEGINS_WITH_KEY.test(argumentsText) : this.scanner.expectsValue;
    this.isCumulative ||= !canContinue;
    return this.isCumulative;
  }
}
