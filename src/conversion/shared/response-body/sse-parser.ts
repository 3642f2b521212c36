import { StringDecoder } from 'node:string_decoder';
import { ApiError } from '../../../errors/api-error.js';
import { BodyLimit } from './buffered-body.js';

/** The maximum length of an event, in UTF-16 code units. Protects against an upstream that never ends a line or an event. */
const MAX_EVENT = 16 * 1024 * 1024;
/** An event of this length (UTF-16 code units) is checked before it is parsed. */
const LARGE_EVENT = 65_536;

/**
 * Splits a `text/event-stream` into its events, whatever the chunking: partial UTF-8, LF, CRLF and CR, comments, data over
 * several lines, a byte order mark (WHATWG HTML, server-sent events). An event without its final blank line still counts.
 */
export class ServerSentEventParser {
  private readonly decoder = new StringDecoder('utf8');
  private partialLine = '';
  private endedWithCarriageReturn = false;
  private isFirstText = true;
  private eventName = '';
  private data: string | undefined;

  constructor(private readonly onEvent: (data: string, eventName: string) => void) {}

  /** The memory (bytes) for an event that is not complete. */
  get heldBytes(): number {
    return 2 * (this.partialLine.length + (this.data?.length ?? 0));
  }

  push(bytes: Buffer): void {
    this.readText(this.decoder.write(bytes));
  }

  end(): void {
    this.readText(this.decoder.end());
    if (this.partialLine !== '') this.readLine('');
    this.dispatch();
  }

  private readText(decoded: string): void {
    const text = this.normalizeLineEnds(decoded);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.readLine(text.slice(start, end));
      start = end + 1;
    }
    // Only new text is searched, and pieces of a line are joined once: a huge line costs linear time.
    if (start < text.length) this.partialLine += start === 0 ? text : text.slice(start);
    if (this.partialLine.length > MAX_EVENT) throw eventTooLargeError();
  }

  private normalizeLineEnds(decoded: string): string {
    let text = decoded;
    if (this.isFirstText && text !== '') {
      this.isFirstText = false;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    if (this.endedWithCarriageReturn && text !== '') {
      this.endedWithCarriageReturn = false;
      if (text.startsWith('\n')) text = text.slice(1);
    }
    if (!text.includes('\r')) return text;
    this.endedWithCarriageReturn = text.endsWith('\r');
    return text.replace(/\r\n?/g, '\n');
  }

  private readLine(piece: string): void {
    const line = this.partialLine === '' ? piece : this.partialLine + piece;
    this.partialLine = '';
    if (line === '') return this.dispatch();
    if (line.startsWith('data:')) {
      const value = line.slice(line.charCodeAt(5) === 32 ? 6 : 5);
      this.data = this.data === undefined ? value : `${this.data}\n${value}`;
      if (this.data.length > MAX_EVENT) throw eventTooLargeError();
    } else if (line.startsWith('event:')) {
      this.eventName = line.slice(6).trim();
    } else if (line.startsWith('error:')) {
      // Not a field of event streams, but some upstreams report errors so.
      this.eventName = 'error';
      this.data = line.slice(6);
    }
  }

  private dispatch(): void {
    const { data, eventName } = this;
    this.data = undefined;
    this.eventName = '';
    if (data === undefined || data.trim() === '') return;
    if (data.length > LARGE_EVENT) new BodyLimit().add(Buffer.from(data));
    this.onEvent(data, eventName);
  }
}

const eventTooLargeError = (): ApiError => ApiError.upstream('The upstream sent an event over 16 MiB');
