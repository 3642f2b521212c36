import type { ToolsetParam } from '../../../protocol/anthropic/messages.js';
import { browserToolset } from './browser-toolset.js';
import type { ClientToolset } from './client-tool.js';
import { computerToolset } from './computer-toolset.js';

/** The toolsets by the type that declares them. */
export const clientToolsets: Readonly<Record<ToolsetParam['type'], ClientToolset>> = {
  computer_toolset_20260801: computerToolset,
  browser_toolset_20260801: browserToolset,
};
