import { OPEN_BRACE } from '../../common/json-characters.js';
import { isJsonObject, parseJsonObject } from '../../common/json.js';
import { ApiError } from '../../errors/api-error.js';
import { BufferedBody } from '../shared/response-body/buffered-body.js';
import { ServerSentEventParser } from '../shared/response-body/sse-parser.js';
import { classifyFrame, isDelta } from './frame-type.js';
import type { FrameType } from './frame-type.js';
import type { ResponseReader } from '../shared/response-body/response-reader.js';

/** A frame, or a run of adjacent deltas. */
export interface FrameRun {
  readonly type: FrameType;
  readonly bytes: Buffer;
}

/** The maximum size of a frame in bytes. Protects against an upstream that never ends a frame. */
const MAX_FRAME = 16 * 1024 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Splits a stream of Messages events into frames. Each byte is searched once, and deltas are not parsed. */
export class FrameReader implements ResponseReader<readonly FrameRun[]> {
  model: string | undefined;
  private partial: Buffer[] = [];
  private partialSize = 0;
  /** The number of bytes of the current line in earlier reads, and whether they are a single carriage return. */
  private lineSize = 0;
  private isReturn = false;
  private runs: FrameRun[] = [];
  private hasEvents = false;
  private whole: BufferedBody | undefined;
  private isFirst = true;

  get heldBytes(): number {
    return this.whole?.heldBytes ?? this.partialSize;
  }

  push(bytes: Buffer): readonly FrameRun[] {
    // A stream never begins with a brace, a whole response always does.
    if (this.isFirst && bytes[0] === OPEN_BRACE) this.whole = new BufferedBody();
    this.isFirst = false;
    if (!this.whole) return this.readFrames(bytes);
    this.whole.push(bytes);
    return [];
  }

  private readFrames(bytes: Buffer): readonly FrameRun[] {
    let runStart = 0;
    let frameStart = 0;
    let lineStart = -this.lineSize;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, lineStart)) {
      const isFrameEnd = this.isBlank(bytes, lineStart, end);
      lineStart = end + 1;
      this.isReturn = false;
      if (!isFrameEnd) continue;
      if (this.partial.length > 0 || !isDelta(bytes, frameStart)) {
        this.addDeltas(bytes, runStart, frameStart);
        this.addFrame(this.join(bytes.subarray(frameStart, lineStart)));
        runStart = lineStart;
      }
      frameStart = lineStart;
    }
    this.addDeltas(bytes, runStart, frameStart);
    this.keepPartial(bytes, frameStart, lineStart);
    return this.flush();
  }

  /** Throws an ApiError if there was no event: the body is a web page, for instance. */
  end(): readonly FrameRun[] {
    if (this.whole) return [{ type: 'message', bytes: this.whole.readBytes() }];
    const rest = this.join(EMPTY);
    // The last event counts without its blank line.
    if (rest.toString().trim() !== '') this.addFrame(Buffer.concat([rest, BLANK_LINE]));
    const runs = this.flush();
    if (this.hasEvents) return runs;
    throw ApiError.upstream('The upstream responded without any event of a Messages stream; check OPENAI_BASE_URL');
  }

  private isBlank(bytes: Buffer, lineStart: number, end: number): boolean {
    if (end === lineStart) return true;
    if (end !== lineStart + 1) return false;
    return lineStart < 0 ? this.isReturn : bytes[lineStart] === CARRIAGE_RETURN;
  }

  private keepPartial(bytes: Buffer, frameStart: number, lineStart: number): void {
    this.lineSize = bytes.length - lineStart;
    if (this.lineSize === 1 && bytes.length > 0) this.isReturn = bytes.at(-1) === CARRIAGE_RETURN;
    if (frameStart === bytes.length) return;
    this.partial.push(bytes.subarray(frameStart));
    this.partialSize += bytes.length - frameStart;
    if (this.partialSize > MAX_FRAME) throw ApiError.upstream('The upstream sent an event over 16 MiB');
  }

  /** Joins the end of a frame with what earlier reads contained of it. */
  private join(end: Buffer): Buffer {
    if (this.partial.length === 0) return end;
    const frame = Buffer.concat([...this.partial, end]);
    this.partial = [];
    this.partialSize = 0;
    return frame;
  }

  private addDeltas(bytes: Buffer, start: number, end: number): void {
    if (start < end) this.add('content', bytes.subarray(start, end));
  }

  private addFrame(bytes: Buffer): void {
    const type = classifyFrame(bytes);
    if (type === 'message_start') this.model ??= findModel(bytes);
    this.add(type, bytes);
  }

  private add(type: FrameType, bytes: Buffer): void {
    this.runs.push({ type, bytes });
    this.hasEvents ||= type !== 'ping' && type !== 'other';
  }

  private flush(): readonly FrameRun[] {
    const { runs } = this;
    this.runs = [];
    return runs;
  }
}

const EMPTY = Buffer.alloc(0);
const BLANK_LINE = Buffer.from('\n\n');
/** Parses the event of a frame; undefined if its data is not a JSON object. */
export function parseFrame(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  return parseFrames(bytes)[0];
}

/** Parses the events of frames. Data that is not a JSON object is skipped. */
export function parseFrames(bytes: Buffer): readonly Readonly<Record<string, unknown>>[] {
  const events: Readonly<Record<string, unknown>>[] = [];
  const parser = new ServerSentEventParser((data, eventName) => {
    const event = parseJsonObject(data);
    if (event) events.push(typeof event['type'] === 'string' ? event : { type: eventName, ...event });
  });
  parser.push(bytes);
  parser.end();
  return events;
}

function findModel(bytes: Buffer): string | undefined {
  const message = parseFrame(bytes)?.['message'];
  const model = isJsonObject(message) ? message['model'] : undefined;
  return typeof model === 'string' ? model : undefined;
}
