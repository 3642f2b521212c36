import type { ToolsetParam } from '../../../protocol/anthropic/messages.js';
import { clientToolsets } from './client-toolsets.js';

/** Recognises the declaration of a toolset, which has a type but no name. */
export function isToolset(declaration: { readonly type?: unknown }): declaration is ToolsetParam {
  return typeof declaration.type === 'string' && Object.hasOwn(clientToolsets, declaration.type);
}
