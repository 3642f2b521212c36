import type { JsonSchema } from '../../../protocol/anthropic/request.js';
import type { ClientTool, ClientToolset } from './client-tool.js';

// The members of browser_toolset_20260801 and their inputs, as typed by Anthropic's SDK (Browser*Input).
const pointTarget = {
  type: 'object',
  description: 'A point of the viewport, in pixels from its left and top edge, as in a screenshot.',
  properties: { type: { type: 'string', enum: ['coordinate'] }, x: { type: 'integer' }, y: { type: 'integer' } },
  required: ['type', 'x', 'y'],
};
const elementTarget = {
  type: 'object',
  description: 'An element of the page, by its reference (such as "ref_7") from read_page or find.',
  properties: { type: { type: 'string', enum: ['ref'] }, ref: { type: 'string' } },
  required: ['type', 'ref'],
};
const target = { anyOf: [pointTarget, elementTarget] };
const modifiers = { type: 'string', description: 'Keys to hold down meanwhile, such as "shift" or "ctrl+shift".' };
const seconds = { type: 'number', description: 'Seconds, 30 at most.' };
const text = { type: 'string' };
const tab = { tab_id: { type: 'string', description: 'The tab to act on; the active one by default.' } };
const requiredTab = { tab_id: { type: 'string', description: 'The tab, as listed by list_tabs.' } };
const somewhere = 'at a point of the viewport or on an element.';

/** The browser toolset. Members beyond viewing and clicking are offered only if they are enabled. */
export const browserToolset: ClientToolset = {
  name: 'browser',
  optInMembers: new Set(['file_upload', 'read_console', 'read_network', 'javascript_exec']),
  members: {
    navigate: buildTool('Opens a URL, or goes back, forward or reloads.', {
      url: { type: 'string', description: 'The URL, or "back", "forward" or "reload".' },
    }),
    list_tabs: buildTool('Lists the open tabs with their tab_id, title and URL.', {}, {}),
    new_tab: buildTool('Opens an empty tab and returns its tab_id.', {}, {}),
    switch_tab: buildTool('Makes a tab the active one.', requiredTab, {}),
    close_tab: buildTool('Closes a tab.', requiredTab, {}),
    read_page: buildTool(
      'Returns the tree of the elements of the page, with references to act on. Long pages are cut off: narrow it down.',
      {},
      {
        filter: {
          type: 'string',
          enum: ['all', 'interactive'],
          description: 'interactive elements only, or all, outside the viewport too; by default all that are visible.',
        },
        depth: { type: 'integer', description: 'How deep to go; 15 by default.' },
        ref: { type: 'string', description: 'The element to begin at, by its reference.' },
        ...tab,
      },
    ),
    get_page_text: buildTool('Returns the visible text of the page.'),
    read_console: buildTool('Returns what was written to the console since it was last read.'),
    read_network: buildTool('Returns the network requests made since they were last read.'),
    find: buildTool('Finds up to 20 elements by a description in words, such as "search bar", with their references.', {
      query: { type: 'string', description: 'The description.' },
    }),
    form_input: buildTool('Sets the value of a form element: a boolean for a checkbox, else a text or number.', {
      target: elementTarget,
      value: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
    }),
    file_upload: buildTool(
      'Puts files into a file input. Give paths or document_ids.',
      { target: elementTarget },
      {
        paths: { type: 'array', items: { type: 'string' }, description: 'Paths of files where the browser runs.' },
        document_ids: { type: 'array', items: { type: 'string' }, description: 'References to files made available.' },
        ...tab,
      },
    ),
    scroll_to: buildTool('Scrolls an element into view.', { target: elementTarget }),
    screenshot: buildTool('Takes a screenshot of the viewport.'),
    zoom: buildTool('Takes an enlarged screenshot of a part of the viewport, to read what is small.', {
      region: {
        type: 'array',
        items: { type: 'integer' },
        minItems: 4,
        maxItems: 4,
        description: 'Its corners [x0, y0, x1, y1] in the pixels of the viewport.',
      },
    }),
    left_click: buildTool(`Clicks ${somewhere}`, { target }, { modifiers, ...tab }),
    right_click: buildTool(`Clicks with the right mouse button ${somewhere}`, { target }, { modifiers, ...tab }),
    middle_click: buildTool(`Clicks with the middle mouse button ${somewhere}`, { target }, { modifiers, ...tab }),
    double_click: buildTool(`Double-clicks ${somewhere}`, { target }, { modifiers, ...tab }),
    triple_click: buildTool(`Triple-clicks ${somewhere}`, { target }, { modifiers, ...tab }),
    hover: buildTool('Moves the cursor to a point or an element without clicking.', { target }),
    left_click_drag: buildTool('Drags from one point to another.', { from: pointTarget, target: pointTarget }),
    left_mouse_down: buildTool('Presses the left mouse button at a point, and holds it.', { target: pointTarget }),
    left_mouse_up: buildTool('Releases the left mouse button at a point.', { target: pointTarget }),
    mouse_move: buildTool('Moves the cursor to a point without clicking.', { target: pointTarget }),
    scroll: buildTool(
      'Scrolls at a point.',
      { target: pointTarget, scroll_direction: { type: 'string', enum: ['up', 'down', 'left', 'right'] } },
      { scroll_amount: { type: 'integer', description: 'Clicks of the wheel, 1 to 10; 3 by default.' }, ...tab },
    ),
    type: buildTool('Types a text where the focus is.', { text }),
    key: buildTool(
      'Presses a key such as "Return", keys joined by "+" such as "ctrl+a", or several in a row, separated by spaces.',
      { text },
      { repeat: { type: 'integer', description: 'How often; 1 by default.' }, ...tab },
    ),
    hold_key: buildTool('Holds down a key, or keys joined by "+", for a while.', { text, duration: seconds }),
    wait: buildTool('Waits, for example for the page to react.', { duration: seconds }),
    javascript_exec: buildTool(
      'Runs JavaScript in the page and returns the value of the last expression. Do not write `return`.',
      { text },
    ),
  },
};

function buildTool(description: string, required: JsonSchema = {}, optional: JsonSchema = tab): ClientTool {
  const names = Object.keys(required);
  const properties = { ...required, ...optional };
  return { description, input_schema: { type: 'object', properties, ...(names.length > 0 && { required: names }) } };
}
