import { byType, choice, list, object, only, orNull, ref, text, nullableFlag, nullableText } from './build-schema.js';
import type { Schema, Schemas } from './build-schema.js';

const knownBlocks = {
  text: 'TextBlockParam',
  image: 'ImageBlockParam',
  document: 'DocumentBlockParam',
  search_result: 'SearchResultBlockParam',
  tool_use: 'ToolUseBlockParam',
  tool_result: 'ToolResultBlockParam',
  thinking: 'ThinkingBlockParam',
  redacted_thinking: 'RedactedThinkingBlockParam',
};

/** Describes a block of a request that may carry a cache breakpoint. */
const markable = (required: Record<string, Schema>, optional: Record<string, Schema>, description: string) =>
  object(required, { ...optional, cache_control: orNull(ref('CacheControl')) }, description);

const textOrBlocks: Schema = { anyOf: [text, list(ref('ContentBlockParam'))] };

/** The blocks of which a request's turns are made. */
export const contentBlockSchemas: Schemas = {
  ContentBlockParam: {
    description: 'One piece of a turn. What the provider cannot get is left out and named in `x-proxy-dropped`.',
    anyOf: [...Object.values(knownBlocks), 'OtherBlockParam'].map(ref),
  },
  TextBlockParam: markable({ type: only('text'), text }, {}, 'Text.'),
  ImageBlockParam: markable({ type: only('image'), source: ref('ImageSource') }, {}, 'An image.'),
  ImageSource: byType({ base64: 'Base64ImageSource', url: 'UrlImageSource' }),
  Base64ImageSource: object({
    type: only('base64'),
    media_type: choice('image/jpeg', 'image/png', 'image/gif', 'image/webp'),
    data: { type: 'string', format: 'byte' },
  }),
  UrlImageSource: object({
    type: only('url'),
    url: { type: 'string', pattern: '^(https?://|data:image/)', description: 'Fetched by the provider, not here.' },
  }),
  DocumentBlockParam: markable(
    { type: only('document'), source: ref('DocumentSource') },
    { title: nullableText, context: nullableText },
    'A PDF, which few providers read, or a text.',
  ),
  DocumentSource: byType({ base64: 'PdfSource', text: 'PlainTextSource', content: 'ContentSource' }),
  PdfSource: object({
    type: only('base64'),
    media_type: only('application/pdf'),
    data: { type: 'string', format: 'byte' },
  }),
  PlainTextSource: object({ type: only('text'), data: text }, { media_type: only('text/plain') }),
  ContentSource: object({ type: only('content'), content: textOrBlocks }),
  SearchResultBlockParam: markable(
    { type: only('search_result'), title: text, source: text, content: list(ref('TextBlockParam')) },
    {},
    'A result of a search of the client, told to the model as text.',
  ),
  ToolUseBlockParam: markable(
    { type: only('tool_use'), id: text, name: text },
    { input: { type: 'object' } },
    'A call that the model made in an earlier turn.',
  ),
  ToolResultBlockParam: markable(
    { type: only('tool_result'), tool_use_id: text },
    { content: orNull(textOrBlocks), is_error: nullableFlag },
    'The result of a call.',
  ),
  ThinkingBlockParam: object(
    { type: only('thinking'), thinking: text },
    { signature: text },
    'Earlier reasoning as it was received. It goes back where the provider wants it.',
  ),
  RedactedThinkingBlockParam: object(
    { type: only('redacted_thinking'), data: text },
    {},
    'Earlier reasoning that the provider keeps to itself, as it was received.',
  ),
  OtherBlockParam: {
    type: 'object',
    description: 'Any other block, such as those of tools that run on Anthropic’s servers.',
    required: ['type'],
    properties: { type: { type: 'string', not: { enum: Object.keys(knownBlocks) } } },
  },
  CacheControl: object(
    { type: only('ephemeral') },
    { ttl: { enum: ['5m', '1h', null] } },
    'Marks the end of a beginning of the prompt that is worth caching.',
  ),
};
