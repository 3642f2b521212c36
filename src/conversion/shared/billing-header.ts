// Claude Code puts it at the very front of the system prompt, as a block of its own, on a line of its own, or glued to
// the prompt. It differs per conversation, and so would keep the upstream's prompt cache from ever being hit.
const billingHeader =
  /^x-anthropic-billing-header:(?:(?:\s*[A-Za-z_][\w-]*=[^;\n]*;)+(?:[ \t]*[A-Za-z_][\w-]*=[^;\s]*(?=\n|$))?|[^\n]*)\s*/;

/** Removes Claude Code's billing header from the beginning of a system text; the rest is kept. */
export function stripBillingHeader(text: string): string {
  return text.replace(billingHeader, '');
}
