import { isJsonObject, parseJson } from '../../../common/json.js';
import { JsonScanner } from '../../../common/json-scanner.js';
import { parseToolInput } from '../tool-input.js';

/** A call or a fragment of one; absent, null and blank fields are normalized. */
export interface ToolCallFragment {
  /** Empty when absent. */
  readonly id: string;
  readonly index: number | undefined;
  readonly name: string;
  readonly argumentsText: string;
  /** What the upstream requires back with the call. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** A string that contains `{` and is closed by the next quote cannot be followed by the first letter of a key. */
const BEGINS_WITH_KEY = /^\s*\{\s*"[^\s,:\]}"\\]/;
const EMPTY_OBJECT = /^\s*\{\s*\}\s*$/;

/** One tool call under assembly: its pieces in, what may be forwarded of its arguments out. */
export class ToolCall {
  readonly kind = 'tool_use';
  id = '';
  name = '';
  /** The name is complete: further fragments of it are ignored. */
  isNameFinal = false;
  isStarted = false;
  /** It has its place in the sequence of blocks. */
  isQueued = false;
  /** The id under which the client knows the call, once it is started. */
  clientId = '';
  /** What the upstream requires back with the call. */
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
  constructor(private readonly isSettledName: (name: string) => boolean) {}

  /** The arguments are an object, and it is closed. */
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
    return this.isInvalid ? 'its arguments are no valid JSON' : undefined;
  }

  accept({ id, name, argumentsText, extra }: ToolCallFragment): void {
    this.id ||= id;
    this.extra ??= extra;
    if (!this.isNameFinal && name !== this.name) this.name += name;
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
    const added = this.isSnapshot(argumentsText) ? argumentsText.slice(this.text.length) : argumentsText;
    if (this.isClosed) {
      this.isInvalid ||= added.trim() !== '';
      return;
    }
    this.text += added;
    this.unsent += added;
    this.scanner.accept(added);
  }

  private isPlaceholderFor(argumentsText: string): boolean {
    return !this.isForwarded && !this.isClosed && this.isEmptyObject && argumentsText.trimStart().startsWith('{');
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
