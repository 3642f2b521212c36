// @ts-check
/** The scripted provider: it runs the scenario that a prompt names, and records the requests of each scenario. */
import { sendJson, startChatServer } from './chat-server.mjs';
import { longRun } from './long-run.mjs';
import { answerAnything } from './obliging-model.mjs';
import { scenarioOf } from './read-request.mjs';
import { startResponsesServer } from './responses-server.mjs';
import { scenarios } from './scenarios.mjs';
import { verifyTurns } from './verify-responses.mjs';

/** @typedef {import('./chat-server.mjs').Received} Received */

/**
 * Starts the provider.
 * @param {'chat' | 'responses'} api
 */
export async function startUpstream(api) {
  const startServer = api === 'chat' ? startChatServer : startResponsesServer;
  /** @type {Map<string, Received[]>} */
  const received = new Map();
  /** @type {(name: string) => Received[]} */
  const of = (name) => received.get(name) ?? [];

  const server = await startServer(
    (one) => {
      const name = scenarioOf(one.request);
      const scenario = [...scenarios, longRun].find((known) => known.name === name);
      if (!scenario?.answer) return answerAnything(one.request);
      const attempt = of(scenario.name).length;
      received.set(scenario.name, [...of(scenario.name), one]);
      return scenario.answer(one.request, attempt);
    },
    (request, response) => {
      // A client that cancelled a request checks here that the provider noticed, before it exits and closes all connections.
      if (request.url !== '/cancelled') return sendJson(response, 404, {});
      void Promise.all(of('cancel').map(({ aborted }) => aborted)).then(() => sendJson(response, 200, {}));
    },
  );
  const verify = api === 'chat' ? () => undefined : verifyTurns;
  return { ...server, api, of, verify, forget: () => received.clear() };
}
