/** One event of a Messages stream as it stood on the wire. */
export interface WireEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads a whole event stream by the strict form that Anthropic writes: `event:` and one `data:` line a frame. */
export function parseFrames(text: string): WireEvent[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const match = /^event: (\w+)\ndata: ([^\n]*)$/.exec(frame);
      if (!match) throw new Error(`Not a frame: ${JSON.stringify(frame)}`);
      return { event: match[1], data: JSON.parse(match[2]) as Record<string, unknown> };
    });
}

/** Yields the events of a reply as they arrive. */
export async function* readEvents(response: Response): AsyncGenerator<WireEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf('\n\n');
    if (end === -1) continue;
    yield* parseFrames(text.slice(0, end + 2));
    text = text.slice(end + 2);
  }
}
