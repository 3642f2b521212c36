import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 2: server, 3: client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  /** 0: unset, 2: error. */
  readonly status: number;
  readonly nanoseconds: bigint;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A collector on loopback that takes traces by OTLP over HTTP, in Protocol Buffers. */
export class OtlpCollector {
  readonly spans: CollectedSpan[] = [];
  /** The headers of the latest export. */
  headers: Readonly<Record<string, unknown>> = {};

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpCollector> {
    const server = createServer();
    const collector = new OtlpCollector(server);
    server.on('request', (request, response) => {
      collector.headers = request.headers;
      void buffer(request).then((body) => {
        if (request.url === '/v1/traces') collector.spans.push(...toSpans(body));
        response.setHeader('content-type', 'application/x-protobuf').end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

type Value = Buffer | bigint;

/** The fields of one message of Protocol Buffers, by their numbers in trace.proto and common.proto of OTLP. */
class Fields {
  private readonly values = new Map<number, Value[]>();

  constructor(private readonly bytes: Buffer) {
    for (let position = 0; position < bytes.length;) {
      const [tag, start] = this.varint(position);
      const [value, end] = this.value(Number(tag & 7n), start);
      const field = Number(tag >> 3n);
      this.values.set(field, [...(this.values.get(field) ?? []), value]);
      position = end;
    }
  }

  has(field: number): boolean {
    return this.values.has(field);
  }

  number(field: number): bigint {
    return (this.values.get(field)?.[0] as bigint | undefined) ?? 0n;
  }

  buffer(field: number): Buffer {
    return (this.values.get(field)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);
  }

  messages(field: number): readonly Fields[] {
    return ((this.values.get(field) ?? []) as Buffer[]).map((bytes) => new Fields(bytes));
  }

  private value(wireType: number, start: number): [Value, number] {
    if (wireType === 0) return this.varint(start);
    if (wireType === 1) return [this.bytes.readBigUInt64LE(start), start + 8];
    if (wireType === 5) return [BigInt(this.bytes.readUInt32LE(start)), start + 4];
    const [length, from] = this.varint(start);
    return [this.bytes.subarray(from, from + Number(length)), from + Number(length)];
  }

  private varint(start: number): [bigint, number] {
    let value = 0n;
    let position = start;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.bytes[position++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return [value, position];
    }
  }
}

function toSpans(body: Buffer): CollectedSpan[] {
  return new Fields(body).messages(1).flatMap((group) => {
    const resource = toAttributes(group.messages(1)[0].messages(1));
    return group.messages(2).flatMap((scope) => scope.messages(2).map((span) => toSpan(span, resource)));
  });
}

function toSpan(span: Fields, resource: CollectedSpan['resource']): CollectedSpan {
  return {
    traceId: span.buffer(1).toString('hex'),
    spanId: span.buffer(2).toString('hex'),
    parentSpanId: span.buffer(4).toString('hex'),
    name: span.buffer(5).toString(),
    kind: Number(span.number(6)),
    nanoseconds: span.number(8) - span.number(7),
    attributes: toAttributes(span.messages(9)),
    events: span.messages(11).map((event) => event.buffer(2).toString()),
    status: Number(span.messages(15)[0]?.number(3) ?? 0n),
    resource,
  };
}

function toAttributes(pairs: readonly Fields[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map((pair) => [pair.buffer(1).toString(), toValue(pair.messages(2)[0])]));
}

function toValue(value: Fields): unknown {
  if (value.has(1)) return value.buffer(1).toString();
  if (value.has(2)) return value.number(2) === 1n;
  if (value.has(3)) return Number(value.number(3));
  if (value.has(5)) return value.messages(5)[0].messages(1).map(toValue);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value.number(4));
  return bytes.readDoubleLE();
}
