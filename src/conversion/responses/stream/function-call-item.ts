import { JsonScanner } from '../../../common/json-scanner.js';
import { asText, isJsonObject, parseJson } from '../../../common/json.js';
import type { ResponsesEvent, ResponsesOutputItem } from '../../../protocol/openai/responses.js';
import { HELD_OBJECT } from '../../shared/stream/held-content.js';
import { formatToolInput, parseToolInput } from '../../shared/tool-input.js';
import type { OutputItem } from './output-item.js';
import type { OutputWriter } from './output-writer.js';
import { isParallelCall, parseParallelCalls } from './parallel-calls.js';
import { TextProgress } from './text-progress.js';

/** A function call: a tool_use block with its arguments as they arrive. */
export class FunctionCallItem implements OutputItem {
  private name = '';
  private callId = '';
  private namespace = '';
  private isStarted = false;
  private readonly progress = new TextProgress();
  private readonly scanner = new JsonScanner();
  /** Arguments that cannot be forwarded: the tool is not known yet, or they do not start like an object. */
  private held = '';

  constructor(private readonly output: OutputWriter) {
    // Ids and names are kept until the response ends.
    output.held.add(HELD_OBJECT);
  }

  register(item: ResponsesOutputItem): void {
    this.name ||= asText(item.name);
    this.callId ||= asText(item.call_id);
    this.namespace ||= asText(item.namespace);
  }

  accept(event: ResponsesEvent): void {
    if (event.type === 'response.function_call_arguments.delta') return this.forward(asText(event.delta));
    // Some servers send the name here only.
    this.name ||= asText(event.name);
    const rest = this.progress.findRest(asText(event.arguments));
    if (this.isStarted) this.forward(rest);
    else this.hold(rest);
  }

  complete(item: ResponsesOutputItem | undefined): void {
    if (item) this.register(item);
    const complete = formatToolInput(item?.arguments);
    const rest = this.progress.findRest(complete);
    if (this.isStarted) {
      this.forward(rest);
      this.findDefect(complete);
    } else {
      this.hold(rest);
      this.writeHeld();
    }
    this.output.closeItem();
  }

  private forward(text: string): void {
    if (text === '') return;
    this.hold(text);
    if (!this.isStarted && (this.name === '' || this.isParallelCall || !this.scanner.startsWithObject)) return;
    if (!this.isStarted) this.start();
    this.output.blocks.writeToolInput(this.held);
    this.held = '';
  }

  private hold(text: string): void {
    if (text === '') return;
    this.progress.add(text);
    this.scanner.accept(text);
    this.output.estimate.add(text);
    if (!this.isStarted) this.output.held.add(text.length);
    this.held += text;
  }

  private start(): void {
    this.isStarted = true;
    this.output.startCall(this.callId, this.name, this.namespace);
  }

  /** Writes a call of which nothing was forwarded: what is not an object is made one. */
  private writeHeld(): void {
    const { held, output } = this;
    if (this.name === '') {
      if (held.trim() !== '') output.defect ??= 'The upstream sent a tool call without a name';
      return;
    }
    const calls = this.isParallelCall ? parseParallelCalls(held, output.context.toolNames) : undefined;
    if (calls) {
      calls.forEach(({ name, input }, index) => this.writeCall(`${this.callId}_${index}`, name, JSON.stringify(input)));
    } else {
      const isObject = isJsonObject(parseJson(held));
      this.writeCall(this.callId, this.name, isObject ? held : JSON.stringify(parseToolInput(held)));
    }
  }

  private writeCall(callId: string, name: string, input: string): void {
    this.output.startCall(callId, name, this.namespace);
    this.output.blocks.writeToolInput(input);
    this.output.blocks.close();
  }

  private get isParallelCall(): boolean {
    return isParallelCall(this.name, this.output.context.toolNames);
  }

  private findDefect(complete: string): void {
    const isValid = this.scanner.isComplete && (complete === '' || isJsonObject(parseJson(complete)));
    if (isValid) return;
    const reason = this.scanner.isOpen ? 'its arguments were cut off' : 'its arguments are not valid JSON';
    this.output.defect ??= `The upstream cut off or garbled a call of "${this.name}": ${reason}`;
  }
}
