import type { MediaSupport } from '../../../providers/provider-profile.js';
import type { Base64Source, ContentBlockParam, DocumentBlockParam } from '../../../protocol/anthropic/request.js';
import type { ChatContentPart } from '../../../protocol/openai/chat-request.js';
import { ApiError } from '../../../errors/api-error.js';
import { parseBlocks } from '../../shared/blocks.js';
import { formatHeading } from '../../shared/blocks.js';
import { convertImage } from './image-content.js';
import { convertTextParts } from './content-parts.js';
import { collectTexts } from '../../shared/blocks.js';

// Claude Code recognizes the marker, removes the document from the conversation and continues.
const marker = '(capability_rejected: document_block)';

/** Converts a document: a PDF to a file, anything else to text below its title; undefined when it is of no known form. */
export function convertDocument(
  document: DocumentBlockParam,
  path: string,
  media: MediaSupport,
): readonly ChatContentPart[] | undefined {
  const { source, title, context } = document;
  switch (source?.type) {
    case 'base64':
      if (source.media_type === 'application/pdf' && !media.files) {
        throw ApiError.invalidRequest(`${path}: this provider takes no PDF; send its text ${marker}`);
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
      throw ApiError.invalidRequest(`${path}.source: send the PDF itself, this gateway fetches no URL ${marker}`);
    case 'file':
      throw ApiError.invalidRequest(`${path}.source: files are not available on this gateway ${marker}`);
    default:
      return undefined;
  }
}

function convertPdf(
  { title, context }: DocumentBlockParam,
  source: Base64Source,
): readonly ChatContentPart[] | undefined {
  if (source.media_type !== 'application/pdf' || typeof source.data !== 'string') return undefined;
  const name = typeof title === 'string' && title ? title : 'document';
  return [
    ...convertTextParts(formatHeading({ Context: context })),
    {
      type: 'file',
      file: {
        filename: name.toLowerCase().endsWith('.pdf') ? name : `${name}.pdf`,
        file_data: `data:application/pdf;base64,${source.data}`,
      },
    },
  ];
}

function convertNestedBlock(block: ContentBlockParam, path: string, media: MediaSupport): readonly ChatContentPart[] {
  if (block.type === 'text') return convertTextParts(block.text);
  const image = block.type === 'image' && convertImage(block, path, media);
  return image ? [image] : [];
}
