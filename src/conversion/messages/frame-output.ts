import { replaceJsonFields, scanJsonFields, serializeJson } from '../../common/json-fields.js';
import type { JsonField } from '../../common/json-fields.js';
import { isJsonObject } from '../../common/json.js';
import type { MessageStreamEvent } from '../../protocol/anthropic/stream-events.js';
import type { StreamBatch } from '../conversion.js';
import { parseTokenCount } from '../shared/usage.js';
import { parseFrame, parseFrames } from './frame-reader.js';
import type { FrameRun } from './frame-reader.js';
import { StreamRepair } from './stream-repair.js';

type Fields = Readonly<Record<string, unknown>>;

/** What differs between the upstream's response and the one that the client receives. */
export interface ResponseChanges {
  /** The name that the client requested; absent if the upstream received the same. */
  readonly model?: string;
  /** The factor by which input tokens are multiplied. */
  readonly inputScale: number;
}

/** Collects what is sent to the client: as bytes, or as events if somebody reads them. */
export interface FrameOutput {
  add(frame: FrameRun): void;
  /** Adds an event of the proxy. */
  addEvent(event: MessageStreamEvent): void;
  /** Returns what was added since the last call. */
  flush(): StreamBatch;
}

/** Passes frames on as they are, except for the model and the scaled counts. */
export class RawFrameOutput implements FrameOutput {
  private frames: Buffer[] = [];

  constructor(private readonly changes: ResponseChanges) {}

  add({ type, bytes }: FrameRun): void {
    const { model, inputScale } = this.changes;
    const isCounted = type === 'message_start' || type === 'message_delta';
    if (isCounted && inputScale !== 1) this.frames.push(scaleFrame(bytes, this.changes));
    else if (type === 'message_start' && model !== undefined) this.frames.push(replaceModel(bytes, model));
    else this.frames.push(bytes);
  }

  addEvent(event: MessageStreamEvent): void {
    this.frames.push(formatFrame(event));
  }

  flush(): StreamBatch {
    const [first, ...others] = this.frames;
    this.frames = [];
    if (!first) return NOTHING;
    return others.length === 0 ? first : Buffer.concat([first, ...others]);
  }
}

const NOTHING: readonly MessageStreamEvent[] = [];

/** Parses frames to events, for interceptors that read them, and for providers whose events have to be repaired. */
export class EventOutput implements FrameOutput {
  private events: MessageStreamEvent[] = [];
  private readonly repair: StreamRepair | undefined;

  constructor(
    private readonly changes: ResponseChanges,
    isRepairing: boolean,
  ) {
    this.repair = isRepairing ? new StreamRepair() : undefined;
  }

  add({ bytes }: FrameRun): void {
    for (const event of parseFrames(bytes)) this.addEvent(this.convert(event));
  }

  addEvent(event: MessageStreamEvent): void {
    this.events.push(event);
  }

  flush(): readonly MessageStreamEvent[] {
    const { events } = this;
    this.events = [];
    return events;
  }

  /** The JSON boundary: a Messages upstream sends events of this type, and those of later versions pass. */
  private convert(event: Fields): MessageStreamEvent {
    const { model } = this.changes;
    const repaired = this.repair ? this.repair.apply(event) : event;
    return (repaired['type'] === 'message_start' ? setModel(repaired, model) : repaired) as MessageStreamEvent;
  }
}

function setModel(event: Fields, model: string | undefined): Fields {
  const { message } = event;
  return model === undefined || !isJsonObject(message) ? event : { ...event, message: { ...message, model } };
}

function formatFrame(event: Fields): Buffer {
  return Buffer.from(`event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`);
}

function scaleFrame(bytes: Buffer, { model, inputScale }: ResponseChanges): Buffer {
  const event = parseFrame(bytes);
  if (!event) return bytes;
  if (event['type'] !== 'message_start')
    return formatFrame({ ...event, usage: scaleUsage(event['usage'], inputScale) });
  const { message } = event;
  const usage = isJsonObject(message) ? scaleUsage(message['usage'], inputScale) : undefined;
  return formatFrame(setModel({ ...event, message: { ...(isJsonObject(message) && message), usage } }, model));
}

const INPUT_COUNTS = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'];

/** Scales the input counts that a usage contains. */
function scaleUsage(usage: unknown, scale: number): unknown {
  if (!isJsonObject(usage)) return usage;
  const entries = Object.entries(usage).map(([name, value]) => {
    const count = INPUT_COUNTS.includes(name) ? parseTokenCount(value) : undefined;
    return [name, count === undefined ? value : Math.round(count * scale)];
  });
  return Object.fromEntries(entries);
}

const DATA = Buffer.from('data:');

/** Replaces the model in `message_start`. All other bytes stay as they are. */
function replaceModel(frame: Buffer, model: string): Buffer {
  const start = frame.indexOf(DATA) + DATA.length;
  const end = frame.indexOf('\n', start);
  const data = replaceFields(frame.subarray(start, end), (name, message) =>
    name === 'message'
      ? replaceFields(message, (field) => (field === 'model' ? serializeJson(model) : undefined))
      : undefined,
  );
  return Buffer.concat([frame.subarray(0, start), data, frame.subarray(end)]);
}

/** Replaces fields of a JSON object; anything else is returned unchanged. */
function replaceFields(bytes: Buffer, findReplacement: (name: string, value: Buffer) => Buffer | undefined): Buffer {
  return replaceJsonFields(bytes, scanJsonFields(bytes) ?? [], findReplacement);
}

/** Applies the changes to a whole message. */
export function changeMessage(bytes: Buffer, fields: readonly JsonField[], changes: ResponseChanges): Buffer {
  const { model, inputScale } = changes;
  return replaceJsonFields(bytes, fields, (name, value) => {
    if (name === 'model' && model !== undefined) return serializeJson(model);
    if (name !== 'usage' || inputScale === 1) return undefined;
    return serializeJson(scaleUsage(JSON.parse(value.toString()), inputScale));
  });
}
