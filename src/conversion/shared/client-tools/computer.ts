import type { JsonSchema } from '../../../protocol/anthropic/request.js';
import type { ClientTool } from './client-tool.js';

/** The screen that a computer tool is declared with. */
export interface Display {
  readonly display_width_px?: unknown;
  readonly display_height_px?: unknown;
  readonly enable_zoom?: unknown;
}

// The actions and their inputs as documented by Anthropic (agents-and-tools/tool-use/computer-use-tool).
const firstActions = [
  ...['key', 'type', 'mouse_move', 'left_click', 'left_click_drag', 'right_click', 'middle_click', 'double_click'],
  ...['screenshot', 'cursor_position'],
];
const actions = [
  ...firstActions,
  ...['left_mouse_down', 'left_mouse_up', 'triple_click', 'scroll', 'hold_key', 'wait'],
];

const point = { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 };

const firstProperties: JsonSchema = {
  coordinate: {
    ...point,
    description:
      'The point [x, y] to act at, in pixels from the left and the top edge of the screen. Required for mouse_move and ' +
      'left_click_drag (where the drag ends); clicks without it are made where the cursor is.',
  },
  text: {
    type: 'string',
    description: 'For type: the text. For key: a key, or keys joined by "+", such as "Return", "alt+Tab" or "ctrl+s".',
  },
};

const properties: JsonSchema = {
  ...firstProperties,
  start_coordinate: { ...point, description: 'For left_click_drag: the point [x, y] where the drag begins.' },
  text: {
    type: 'string',
    description:
      'For type: the text. For key and hold_key: a key, or keys joined by "+", such as "Return", "alt+Tab" or "ctrl+s". ' +
      'For clicks and scroll, optional: a key to hold down meanwhile, such as "shift".',
  },
  scroll_direction: { type: 'string', enum: ['up', 'down', 'left', 'right'], description: 'For scroll.' },
  scroll_amount: { type: 'integer', description: 'For scroll: by how many clicks of the wheel.' },
  duration: { type: 'number', description: 'For hold_key and wait: the number of seconds.' },
};

const zoomedProperties: JsonSchema = {
  ...properties,
  region: {
    type: 'array',
    items: { type: 'integer' },
    minItems: 4,
    maxItems: 4,
    description: 'For zoom: the corners [x0, y0, x1, y1] of the part of the screen to look at more closely.',
  },
};

/** The tool of computer_20241022. */
export function buildFirstComputer(display: Display): ClientTool {
  return buildTool(display, firstActions, firstProperties);
}

/** The tool of computer_20250124, and of computer_20251124, which can zoom where that is enabled. */
export function buildComputer(display: Display): ClientTool {
  return display.enable_zoom === true
    ? buildTool(display, [...actions, 'zoom'], zoomedProperties)
    : buildTool(display, actions, properties);
}

function buildTool(
  { display_width_px: width, display_height_px: height }: Display,
  names: readonly string[],
  inputs: JsonSchema,
): ClientTool {
  const size = typeof width === 'number' && typeof height === 'number' ? `, which is ${width}x${height} pixels` : '';
  return {
    description:
      `Controls a computer by its mouse, keyboard and screen${size}. Take a screenshot to see the screen, before ` +
      'choosing coordinates and after acting. Click in the middle of what you mean. Programs may need some time to ' +
      'react: wait, and take another screenshot.',
    input_schema: {
      type: 'object',
      properties: { action: { type: 'string', enum: names }, ...inputs },
      required: ['action'],
    },
  };
}
