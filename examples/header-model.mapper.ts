/** Lets callers choose the upstream model from a list by a header. Other requests are mapped as configured. */
import { Injectable } from '@nestjs/common';
import { ModelMapper } from 'claude-proxy';
import type { RequestHead } from 'claude-proxy';

const CHOICES: Readonly<Record<string, string>> = { fast: 'gpt-4o-mini', careful: 'gpt-5' };

@Injectable()
export class HeaderModelMapper extends ModelMapper {
  override findUpstreamModel(requested: string, head?: RequestHead): string | undefined {
    const choice = head?.headers['x-model-choice'];
    const isKnown = typeof choice === 'string' && Object.hasOwn(CHOICES, choice);
    return isKnown ? CHOICES[choice] : super.findUpstreamModel(requested, head);
  }
}
