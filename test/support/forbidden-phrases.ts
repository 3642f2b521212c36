/**
 * Phrases that documentation, comments and messages must not use, each with a plain alternative. The patterns avoid false
 * positives rather than finding every variant.
 */
export const forbiddenPhrases: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/(?<!\bthere )\b(?:is|are|was|were) no (?!longer|more|less|later|fewer|other|different)/i, 'is not a …'],
  [/\bso many\b/i, 'this many; that number of'],
  [
    /(?<!\b(?:reasons?|ideas?) )\bbehind (?!(?:an? |the |any |your |its )?(?:[\w-]+ )?(?:load balancer|proxy|ingress|gateway|firewall|NAT|CDN|host)\b)/i,
    'after',
  ],
  [/\bbeside\b/i, 'in addition to; next to'],
  [/\bits own one\b/i, 'its own'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix; correct'],
  [/\bspoil(?:t|s|ed)?\b/i, 'corrupt'],
  [
    /\bask(?:s|ed|ing)? (?:the |an? |each |every |another |no )?(?:upstream|provider|model|server)\b(?! for (?:a higher|more)\b)/i,
    'call; request',
  ],
  [/\b(?:is|was|were) (?:to be |not )?asked (?:for|of|again|to|at)\b/i, 'is requested; is called'],
  [/\bask(?:s|ed|ing)? (?:once )?again\b/i, 'retry'],
  [/\b(?:is|was|were) over\b(?! (?:the|its|an?|\d|HTTP|TLS|plain))/i, 'ends; ended'],
  [/\bwants\b/i, 'requires; expects'],
  [/\b(?:one|object|message|page|topic|idea) a (?:line|request|call|page|commit)\b/i, 'per line; per request'],
  [/\bnot to be \w+(?:ed|n)\b/i, 'unreachable; must not be …'],
  [/\b(?:given|gave) up\b/i, 'aborted'],
  [/\bvanish(?:es|ed)?\b/i, 'is dropped'],
  [/\btakes? pains\b/i, '(leave out)'],
  [/\bways apply\b|\bin (?:its|their) (?:own )?ways?\b/i, 'provider profile'],
  [/\b(?:told|said) to go\b/i, 'is sent to'],
  [/\blessons?\b/i, 'correction; learned override'],
  [/\berrands?\b/i, 'message execution'],
  [/(?<![`'".])\bdialects?\b(?![.`'"])/i, 'provider profile'],
  [/(?<![`'".({])\bquirks?\b(?![.`'":])/i, 'learned override'],
  [/\blast words\b/i, 'final error event'],
  [/(?<!`upstream )\bpassed over\b|(?<!`)\bupstream is back\b/i, 'circuit breaker opened; circuit breaker closed'],
  [/\bnone of the keys\b/i, 'Invalid API key'],
  [/\bhas some \d/i, 'is about'],
  [/\bwhy it was over\b/i, 'how it ended'],
  [/\bin silence\b/i, 'silently; without notice'],
  [/\bwhoever\b/i, 'anyone who'],
  [/\bno more (?:than what|fall|be)\b/i, 'no longer'],
];

/** Lists the forbidden phrases of a text as `<line>: <phrase> (<alternative>)`. */
export function findForbiddenPhrases(text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    forbiddenPhrases.flatMap(([pattern, instead]) => {
      const match = pattern.exec(line);
      return match ? [`${index + 1}: ${match[0].trim()} (${instead})`] : [];
    }),
  );
}
