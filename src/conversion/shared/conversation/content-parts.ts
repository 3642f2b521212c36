import { ApiError } from '../../../errors/api-error.js';
import type {
  Base64Source,
  ContentBlockParam,
  DocumentBlockParam,
  ImageBlockParam,
} from '../../../protocol/anthropic/request.js';
import type { MediaSupport } from '../../../providers/provider-profile.js';
import { collectTexts, formatHeading, parseBlocks } from '../blocks.js';
import type { CacheBreakpoint } from './cache-breakpoint.js';
import type { ConversationScope } from './conversation-scope.js';

/** Content of a user turn or of a tool result, independent of the upstream API. */
export type ContentPart = { readonly cacheBreakpoint?: CacheBreakpoint } & (
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string }
  | { readonly type: 'file'; readonly filename: string; readonly data: string }
);

/** Converts one block of a user turn or of a tool result; undefined when the block is of no known form. */
export function convertContentParts(
  block: ContentBlockParam,
  path: string,
  { profile, toolNames }: ConversationScope,
): readonly ContentPart[] | undefined {
  switch (block.type) {
    case 'text':
      return convertTextParts(block.text);
    case 'image': {
      const image = convertImage(block, path, profile.media);
      return image && [image];
    }
    case 'document':
      return convertDocument(block, path, profile.media);
    case 'search_result': {
      const heading = formatHeading({ Title: block.title, Source: block.source });
      return convertTextParts([heading, ...collectTexts(block.content)].filter(Boolean).join('\n\n'));
    }
    case 'tool_reference':
      return typeof block.tool_name === 'string'
        ? convertTextParts(`Tool ${toolNames.nameForUpstream(block.tool_name)} is now available.`)
        : undefined;
    case 'browser_state':
      return Array.isArray(block.tabs)
        ? convertTextParts(JSON.stringify({ tabs: block.tabs, state_changes: block.state_changes ?? undefined }))
        : undefined;
    case 'compaction':
      return convertTextParts(typeof block.content === 'string' && `<summary>\n${block.content}\n</summary>`);
    default:
      return undefined;
  }
}

/** Converts a text to a part; an empty one to none, since upstreams reject it. */
export function convertTextParts(text: unknown): readonly ContentPart[] {
  return typeof text === 'string' && text ? [{ type: 'text', text }] : [];
}

/** Puts a cache breakpoint on the last of some parts: everything up to there is worth caching. */
export function addBreakpointToLastPart(
  parts: readonly ContentPart[],
  cacheBreakpoint: CacheBreakpoint | undefined,
): readonly ContentPart[] {
  const last = parts.at(-1);
  if (!cacheBreakpoint || !last) return parts;
  // Anthropic rejects a breakpoint on blank text.
  const isBlank = last.type === 'text' && last.text.trim() === '';
  return isBlank ? parts : [...parts.slice(0, -1), { ...last, cacheBreakpoint }];
}

const fetchable = /^(?:https?:\/\/|data:image\/)/i;
const mediaTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

// Claude Code recognizes the marker, removes the image from the conversation and continues.
const imageMarker = '(capability_rejected: image_block)';

/** Converts an image; undefined when its source is of no known form. */
function convertImage(
  { source }: ImageBlockParam,
  path: string,
  { images }: Pick<MediaSupport, 'images'>,
): ContentPart | undefined {
  if (images === 'none') throw ApiError.invalidRequest(`${path}: this provider takes no images ${imageMarker}`);
  switch (source?.type) {
    case 'base64': {
      if (!mediaTypes.includes(source.media_type)) {
        throw ApiError.invalidRequest(
          `${path}.source.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp' ${imageMarker}`,
        );
      }
      return buildImagePart(typeof source.data === 'string' && `data:${source.media_type};base64,${source.data}`);
    }
    case 'url':
      // A local model server might open other URLs itself, such as `file:`.
      if (typeof source.url === 'string' && source.url !== '' && !fetchable.test(source.url)) {
        throw ApiError.invalidRequest(`${path}.source.url: Input should be an http(s) or data URL ${imageMarker}`);
      }
      if (images === 'inline' && typeof source.url === 'string' && !source.url.startsWith('data:')) {
        throw ApiError.invalidRequest(
          `${path}.source: the provider does not fetch images from URLs; send the image as base64 data ${imageMarker}`,
        );
      }
      return buildImagePart(source.url);
    case 'file':
      throw ApiError.invalidRequest(`${path}.source: files are not available on this gateway ${imageMarker}`);
    default:
      return undefined;
  }
}

function buildImagePart(url: unknown): ContentPart | undefined {
  return typeof url === 'string' && url ? { type: 'image', url } : undefined;
}

// Claude Code recognizes the marker, removes the document from the conversation and continues.
const documentMarker = '(capability_rejected: document_block)';

/** Converts a document: a PDF to a file, anything else to text below its title; undefined when it is of no known form. */
function convertDocument(
  document: DocumentBlockParam,
  path: string,
  media: MediaSupport,
): readonly ContentPart[] | undefined {
  const { source, title, context } = document;
  switch (source?.type) {
    case 'base64':
      if (source.media_type === 'application/pdf' && !media.files) {
        throw ApiError.invalidRequest(`${path}: this provider takes no PDF; send its text ${documentMarker}`);
      }
      return convertPdf(document, source);
    case 'text':
      return convertTextParts(
        [formatHeading({ Title: title, Context: context }), ...collectTexts(source.data)].filter(Boolean).join('\n\n'),
      );
    case 'content':
      return [
        ...convertTextParts(formatHeading({ Title: title, Context: context })),
        ...parseBlocks(source.content).flatMap((block, index) =>
          convertNestedBlock(block, `${path}.source.content.${index}`, media),
        ),
      ];
    case 'url':
      throw ApiError.invalidRequest(
        `${path}.source: this gateway does not fetch PDFs from URLs; send the PDF as base64 data ${documentMarker}`,
      );
    case 'file':
      throw ApiError.invalidRequest(`${path}.source: files are not available on this gateway ${documentMarker}`);
    default:
      return undefined;
  }
}

function convertPdf({ title, context }: DocumentBlockParam, source: Base64Source): readonly ContentPart[] | undefined {
  if (source.media_type !== 'application/pdf' || typeof source.data !== 'string') return undefined;
  const name = typeof title === 'string' && title ? title : 'document';
  return [
    ...convertTextParts(formatHeading({ Context: context })),
    {
      type: 'file',
      filename: name.toLowerCase().endsWith('.pdf') ? name : `${name}.pdf`,
      data: `data:application/pdf;base64,${source.data}`,
    },
  ];
}

function convertNestedBlock(block: ContentBlockParam, path: string, media: MediaSupport): readonly ContentPart[] {
  if (block.type === 'text') return convertTextParts(block.text);
  const image = block.type === 'image' && convertImage(block, path, media);
  return image ? [image] : [];
}
