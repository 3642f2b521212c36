import type { ClientTool, ClientToolset } from './client-tool.js';

// The members of computer_toolset_20260801 and their inputs, as typed by Anthropic's SDK (Computer*Input).
const point = {
  type: 'array',
  items: { type: 'integer' },
  minItems: 2,
  maxItems: 2,
  description: '[x, y] in pixels from the left and the top edge of the screen.',
};
const heldKeys = { type: 'string', description: 'Keys to hold down meanwhile, such as "ctrl" or "ctrl+shift".' };
const optionalPoint = { coordinate: point, text: heldKeys };
const elsewhere = 'at a point of the screen, or where the cursor is.';

/** The computer toolset; every member is offered unless its config disables it. */
export const computerToolset: ClientToolset = {
  name: 'computer',
  optInMembers: new Set(),
  members: {
    key: buildTool(
      'Presses a key, or keys joined by "+", such as "Return", "Page_Down", "alt+Tab" or "ctrl+shift+Escape".',
      {
        text: { type: 'string', description: 'The key or keys.' },
        repeat: { type: 'integer', description: 'How often; 1 by default.' },
      },
      ['text'],
    ),
    hold_key: buildTool(
      'Holds down a key, or keys joined by "+", for a while.',
      {
        text: { type: 'string', description: 'The key or keys.' },
        duration: { type: 'number', description: 'Seconds.' },
      },
      ['text', 'duration'],
    ),
    type: buildTool('Types a text.', { text: { type: 'string' } }, ['text']),
    cursor_position: buildTool('Tells where the cursor is.'),
    mouse_move: buildTool('Moves the cursor without clicking, to hover.', { coordinate: point }, ['coordinate']),
    left_mouse_down: buildTool('Presses the left mouse button where the cursor is, and holds it.'),
    left_mouse_up: buildTool('Releases the left mouse button.'),
    left_click: buildTool(`Clicks ${elsewhere}`, optionalPoint),
    left_click_drag: buildTool(
      'Drags from one point of the screen to another.',
      { start_coordinate: point, coordinate: point, text: heldKeys },
      ['start_coordinate', 'coordinate'],
    ),
    right_click: buildTool(`Clicks with the right mouse button ${elsewhere}`, optionalPoint),
    middle_click: buildTool(`Clicks with the middle mouse button ${elsewhere}`, optionalPoint),
    double_click: buildTool(`Double-clicks ${elsewhere}`, optionalPoint),
    triple_click: buildTool(`Triple-clicks ${elsewhere}`, optionalPoint),
    scroll: buildTool(
      `Scrolls ${elsewhere}`,
      {
        ...optionalPoint,
        scroll_direction: { type: 'string', enum: ['up', 'down', 'left', 'right'] },
        scroll_amount: { type: 'integer', description: 'By how many clicks of the wheel.' },
      },
      ['scroll_direction', 'scroll_amount'],
    ),
    wait: buildTool(
      'Waits, for example for a program to react.',
      { duration: { type: 'number', description: 'Seconds.' } },
      ['duration'],
    ),
    screenshot: buildTool('Takes a screenshot. Coordinates are those of the screenshot.'),
    zoom: buildTool(
      'Takes an enlarged screenshot of a part of the screen, to read what is small.',
      {
        region: {
          type: 'array',
          items: { type: 'integer' },
          minItems: 4,
          maxItems: 4,
          description: 'Its corners [x0, y0, x1, y1], in the pixels of the whole screenshot.',
        },
      },
      ['region'],
    ),
  },
};

function buildTool(
  description: string,
  properties: Readonly<Record<string, unknown>> = {},
  required: readonly string[] = [],
): ClientTool {
  return { description, input_schema: { type: 'object', properties, ...(required.length > 0 && { required }) } };
}
