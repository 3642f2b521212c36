/* eslint-disable @typescript-eslint/no-empty-object-type -- unlike an alias, an interface may refer to itself. */
/** The blocks that the messages of a request consist of. Field names are those of the wire. */
import * as Type from 'typebox';
import type { Static, TUnsafe } from 'typebox';
import { cacheable } from './cache-control.js';
import { enforce, list, nodeOf, object, optional, valuesOf } from './schema.js';
import { serverToolResultBlockParam, serverToolUseBlockParam } from './server-tool-blocks.js';
import type { ServerToolResultBlockParam, ServerToolUseBlockParam } from './server-tool-blocks.js';
import { toolParam } from './tools.js';

const text = Type.String();
const base64 = Type.String({ format: 'byte' });
const input = Type.Optional(Type.Unknown());

/** Blocks contain blocks: the reference closes the circle in JSON Schema, the interfaces below close it in TypeScript. */
const nestedBlocks: TUnsafe<readonly ContentBlockParam[]> = list(
  Type.Unsafe<ContentBlockParam>(Type.Ref('ContentBlockParam')),
);
export const messageContent = Type.Union([text, enforce(nestedBlocks)], { $id: 'MessageContent' });

export const textBlockParam = enforce(
  object(
    { type: Type.Literal('text'), text: enforce(text), ...cacheable },
    { $id: 'TextBlockParam', description: 'Text.' },
  ),
);
export type TextBlockParam = Static<typeof textBlockParam>;

const base64ImageSource = object(
  {
    type: Type.Literal('base64'),
    media_type: Type.String({ enum: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] }),
    data: base64,
  },
  { $id: 'Base64ImageSource' },
);
export type Base64Source = Static<typeof base64ImageSource>;

const urlSource = object(
  {
    type: Type.Literal('url'),
    url: Type.String({ pattern: '^(https?://|data:image/)', description: 'The provider fetches it, not the proxy.' }),
  },
  { $id: 'UrlSource' },
);
export type UrlSource = Static<typeof urlSource>;

const fileSource = object(
  { type: Type.Literal('file'), file_id: text },
  { $id: 'FileSource', description: 'Rejected: the proxy has no Files API.' },
);
export type FileSource = Static<typeof fileSource>;

const imageSource = Type.Union([base64ImageSource, urlSource, fileSource], { $id: 'ImageSource' });

export const imageBlockParam = enforce(
  object(
    { type: Type.Literal('image'), source: enforce(imageSource), ...cacheable },
    { $id: 'ImageBlockParam', description: 'An image.' },
  ),
);
export type ImageBlockParam = Static<typeof imageBlockParam>;

const pdfSource = object(
  { type: Type.Literal('base64'), media_type: Type.String({ enum: ['application/pdf'] }), data: base64 },
  { $id: 'PdfSource' },
);

const plainTextSource = object(
  { type: Type.Literal('text'), data: text, media_type: Type.Optional(Type.Literal('text/plain')) },
  { $id: 'PlainTextSource' },
);
export type PlainTextSource = Static<typeof plainTextSource>;

const contentSource = enforce(
  object({ type: Type.Literal('content'), content: messageContent }, { $id: 'ContentSource' }),
);
export type ContentSource = Static<typeof contentSource>;

const documentSource = Type.Union([pdfSource, plainTextSource, contentSource, urlSource, fileSource], {
  $id: 'DocumentSource',
});

export const documentBlockParam = enforce(
  object(
    {
      type: Type.Literal('document'),
      source: enforce(documentSource),
      title: optional(text),
      context: optional(text),
      ...cacheable,
    },
    { $id: 'DocumentBlockParam', description: 'A PDF, which few providers accept, or text.' },
  ),
);
export interface DocumentBlockParam extends Static<typeof documentBlockParam> {}

export const searchResultBlockParam = object(
  { type: Type.Literal('search_result'), title: text, source: text, content: nestedBlocks, ...cacheable },
  { $id: 'SearchResultBlockParam', description: 'A result of the client’s own search. The model receives it as text.' },
);
export interface SearchResultBlockParam extends Static<typeof searchResultBlockParam> {}

export const toolUseBlockParam = object(
  {
    type: Type.Literal('tool_use'),
    id: text,
    name: text,
    input,
    toolset_name: optional(text, { description: 'The toolset that the tool belongs to.' }),
    ...cacheable,
  },
  { $id: 'ToolUseBlockParam', description: 'A tool call of the model in an earlier turn.' },
);
export type ToolUseBlockParam = Static<typeof toolUseBlockParam>;

export const toolResultBlockParam = enforce(
  object(
    {
      type: Type.Literal('tool_result'),
      tool_use_id: enforce(text),
      content: optional(messageContent),
      is_error: optional(Type.Boolean()),
      ...cacheable,
    },
    { $id: 'ToolResultBlockParam', description: 'The result of a tool call.' },
  ),
);
export interface ToolResultBlockParam extends Static<typeof toolResultBlockParam> {}

export const toolReferenceBlockParam = object(
  { type: Type.Literal('tool_reference'), tool_name: text, ...cacheable },
  { $id: 'ToolReferenceBlockParam', description: 'Names a deferred tool that a tool search has loaded.' },
);
export type ToolReferenceBlockParam = Static<typeof toolReferenceBlockParam>;

export const browserStateBlockParam = object(
  {
    type: Type.Literal('browser_state'),
    tabs: Type.Optional(list(Type.Unknown())),
    state_changes: optional(list(Type.Unknown())),
    ...cacheable,
  },
  { $id: 'BrowserStateBlockParam', description: 'What a browser shows after a tool call. In tool results only.' },
);
export type BrowserStateBlockParam = Static<typeof browserStateBlockParam>;

const toolChangeTarget = Type.Union([
  object({ type: Type.Literal('tool_reference'), name: text }),
  object({ type: Type.Literal('tool_definition'), definition: toolParam }),
]);

export const toolChangeBlockParam = object(
  { type: Type.Enum(['tool_addition', 'tool_removal']), tool: optional(toolChangeTarget), ...cacheable },
  {
    $id: 'ToolChangeBlockParam',
    description: 'Adds or removes a tool during a conversation. In system messages only.',
  },
);
export type ToolChangeBlockParam = Static<typeof toolChangeBlockParam>;

export const thinkingBlockParam = object(
  { type: Type.Literal('thinking'), thinking: text, signature: Type.Optional(text), ...cacheable },
  {
    $id: 'ThinkingBlockParam',
    description: 'Earlier reasoning, unchanged. The proxy returns it to providers that require it.',
  },
);
export type ThinkingBlockParam = Static<typeof thinkingBlockParam>;

export const redactedThinkingBlockParam = object(
  { type: Type.Literal('redacted_thinking'), data: text, ...cacheable },
  { $id: 'RedactedThinkingBlockParam', description: 'Earlier reasoning that the provider encrypts, unchanged.' },
);
export type RedactedThinkingBlockParam = Static<typeof redactedThinkingBlockParam>;

export const compactionBlockParam = object(
  { type: Type.Literal('compaction'), content: optional(text), ...cacheable },
  { $id: 'CompactionBlockParam', description: 'The summary that replaces the messages before it.' },
);
export type CompactionBlockParam = Static<typeof compactionBlockParam>;

const knownBlocks = [
  textBlockParam,
  imageBlockParam,
  documentBlockParam,
  searchResultBlockParam,
  toolUseBlockParam,
  toolResultBlockParam,
  thinkingBlockParam,
  redactedThinkingBlockParam,
  compactionBlockParam,
  toolReferenceBlockParam,
  browserStateBlockParam,
  toolChangeBlockParam,
  serverToolUseBlockParam,
  serverToolResultBlockParam,
];

const knownTypes = knownBlocks.flatMap((schema) => valuesOf(nodeOf(schema).properties?.['type']));

/** Types that the proxy does not know. The TypeScript union leaves them out, so that `type` tells its members apart. */
const otherBlockParam = enforce(
  object(
    { type: enforce(Type.String({ not: { enum: knownTypes } })) },
    { $id: 'OtherBlockParam', description: 'Any other block.' },
  ),
);

export type ContentBlockParam =
  | TextBlockParam
  | ImageBlockParam
  | DocumentBlockParam
  | SearchResultBlockParam
  | ToolUseBlockParam
  | ToolResultBlockParam
  | ToolReferenceBlockParam
  | BrowserStateBlockParam
  | ToolChangeBlockParam
  | ThinkingBlockParam
  | RedactedThinkingBlockParam
  | CompactionBlockParam
  | ServerToolUseBlockParam
  | ServerToolResultBlockParam;

export const contentBlockParam = enforce(
  Type.Unsafe<ContentBlockParam>(
    Type.Union([...knownBlocks, otherBlockParam], {
      $id: 'ContentBlockParam',
      description:
        'One part of a message. What the provider cannot receive is left out and named in `x-proxy-dropped`.',
    }),
  ),
  { typeInPath: true },
);
