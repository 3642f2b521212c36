import { parseJsonField, replaceJsonFields, scanJsonFields, serializeJson } from '../../common/json-fields.js';
import type { JsonField } from '../../common/json-fields.js';
import { ApiError } from '../../errors/api-error.js';

type JsonParser = (text: string) => unknown;

/** The bytes of a Messages request, of which only the fields that the proxy needs are read. */
export class RawRequest {
  /** The requested model: of several `model` keys the last, as for JSON.parse. */
  readonly model: string;
  readonly isStream: boolean;
  /** Undefined if it is not a number. */
  readonly maxTokens: number | undefined;
  /** In bytes. */
  readonly size: number;
  private content: Buffer;
  private readonly fields: readonly JsonField[];
  private parsed: unknown;

  /** Throws an ApiError if the body is not an object with a model. */
  constructor(
    bytes: Buffer,
    private readonly parseJson: JsonParser = JSON.parse,
  ) {
    const fields = scanJsonFields(bytes);
    if (!fields) throw ApiError.invalidRequest('The request body is not a valid JSON object');
    this.content = bytes;
    this.size = bytes.length;
    this.fields = fields;
    this.model = parseModel(this.read('model'));
    this.isStream = this.read('stream') === true;
    const maxTokens = this.read('max_tokens');
    this.maxTokens = typeof maxTokens === 'number' ? maxTokens : undefined;
  }

  /** Empty once they are released. */
  get bytes(): Buffer {
    return this.content;
  }

  /** The names of the top-level fields. */
  get names(): readonly string[] {
    return this.fields.map(({ name }) => name);
  }

  /** Parses the whole body on first use. Throws an ApiError if it is not valid JSON. */
  parse(): unknown {
    try {
      return (this.parsed ??= this.parseJson(this.content.toString()));
    } catch {
      throw ApiError.invalidRequest('The request body is not valid JSON');
    }
  }

  /** Whether upstreams may disagree about the value of a field. */
  isAmbiguous(name: string): boolean {
    return this.findAll(name).length > 1;
  }

  /** Replaces the values of top-level fields, wherever they occur. All other bytes stay as they are. */
  replace(values: ReadonlyMap<string, string | number>): Buffer {
    return replaceJsonFields(this.content, this.fields, (name) => {
      const value = values.get(name.toLowerCase());
      return value === undefined ? undefined : serializeJson(value);
    });
  }

  /** Releases the body, which is not needed once the response has begun. */
  release(): void {
    this.content = EMPTY;
    this.parsed = undefined;
  }

  private read(name: string): unknown {
    const field = this.fields.findLast((candidate) => candidate.name === name);
    return field && parseJsonField(this.content, field);
  }

  /** Includes other spellings: Go's decoder ignores case, and parsers differ in which of several keys counts. */
  private findAll(name: string): readonly JsonField[] {
    return this.fields.filter((field) => field.name.toLowerCase() === name);
  }
}

const EMPTY = Buffer.alloc(0);

function parseModel(model: unknown): string {
  if (model == null) throw ApiError.invalidRequest('model: Field required');
  if (typeof model !== 'string') throw ApiError.invalidRequest('model: Input should be a valid string');
  if (model === '') throw ApiError.invalidRequest('model: String should have at least 1 character');
  return model;
}
