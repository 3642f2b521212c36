import { of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { ContentRefusal } from '../conversion/errors/content-refusal.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { UpstreamReply } from '../upstream/upstream-reply.js';

/** A content filter's HTTP error is an answer to a Messages client: the model's refusal. Other errors pass. */
export function refusalAsReply(error: unknown): Observable<UpstreamReply> {
  if (!(error instanceof ContentRefusal)) return throwError(() => error);
  return of({ kind: 'completion', completion: error.completion });
}

/** The same for a stream. */
export function refusalAsStream(error: unknown): Observable<readonly ChatStreamItem[]> {
  if (!(error instanceof ContentRefusal)) return throwError(() => error);
  return of([error.chunk, '[DONE]']);
}
