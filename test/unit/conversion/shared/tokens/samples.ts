/** Texts of every kind that a prompt is made of, for comparing the estimate with a tokenizer. */
export const samples: Readonly<Record<string, string>> = {
  english:
    'The gateway reads each event as it arrives, converts it, and hands it on before the next one is there. ' +
    "When the client stops reading, the upstream is paused; when the client leaves, the call is aborted. It doesn't " +
    'keep anything of the conversation: a second instance may answer the next request, and nobody will notice. ' +
    'Before you change the state machine, please write down which order of events the new rule is meant to allow.',
  typescript: `export class Queue<Item> {
  private readonly items: Item[] = [];

  constructor(private readonly limit = 100) {}

  push(item: Item): boolean {
    if (this.items.length >= this.limit) return false;
    this.items.push(item);
    return true;
  }

  *drain(): Generator<Item> {
    for (let item = this.items.shift(); item !== undefined; item = this.items.shift()) yield item;
  }
}
`,
  python: `def fibonacci(n: int) -> int:
    """Return the n-th Fibonacci number."""
    if n < 2:
        return n
    previous, current = 0, 1
    for _ in range(n - 1):
        previous, current = current, previous + current
    return current
`,
  json: JSON.stringify(
    Array.from({ length: 8 }, (_, id) => ({
      id,
      name: `user ${id}`,
      email: `user${id}@example.com`,
      isActive: id % 2 === 0,
      createdAt: `2026-11-${10 + id}T08:00:00Z`,
      tags: ['admin', 'billing', 'read-only'],
      score: id * 12.75,
    })),
  ),
  prettyJson: JSON.stringify(
    { type: 'object', properties: { file_path: { type: 'string', description: 'The absolute path' } }, required: [] },
    null,
    2,
  ),
  html: '<ul class="menu">\n  <li><a href="/home">Home</a></li>\n  <li><a href="/about" target="_blank">About us</a></li>\n</ul>\n',
  diff: '@@ -1,5 +1,6 @@\n-import { a } from "b";\n+import { a, c } from "b";\n \n export function f(x: number): string {\n-  return `${x}`;\n+  const y = x * 2;\n+  return `${y}`;\n }\n',
  log:
    '2026-11-23T12:00:01.123Z INFO  [main] com.example.Service - Started in 1.234 seconds (pid=4242)\n' +
    '2026-11-23T12:00:02.456Z WARN  [worker-3] Timeout after 5000ms for request 550e8400-e29b-41d4-a716-446655440000\n',
  chinese:
    '今天天气很好，我们决定去公园散步。路上遇到了一位老朋友，他告诉我最近换了工作，在一家人工智能公司做软件工程师。' +
    '我们聊了很久，谈到了技术的发展、家庭的变化以及未来的计划。请帮我写一个函数，读取文件内容并统计每个单词出现的次数。',
  japanese:
    '昨日は友達と一緒に映画を見に行きました。とても面白かったので、もう一度見たいと思います。' +
    'このコードのバグを修正して、テストを追加してください。データベースの接続が切れた場合は、自動的に再接続する必要があります。',
  korean:
    '어제 친구와 함께 영화를 보러 갔습니다. 정말 재미있어서 다시 보고 싶습니다. 이 코드의 버그를 수정하고 테스트를 추가해 주세요. ' +
    '데이터베이스 연결이 끊어지면 자동으로 다시 연결해야 합니다.',
  french:
    'La passerelle lit chaque événement dès son arrivée, le convertit et le transmet avant que le suivant ne soit là. ' +
    "Lorsque le client s'arrête de lire, l'amont est mis en pause ; lorsqu'il part, l'appel est interrompu.",
  russian:
    'Шлюз читает каждое событие сразу после получения, преобразует его и передаёт дальше. Когда клиент перестаёт читать, ' +
    'чтение приостанавливается, а когда он уходит, запрос прерывается.',
  emoji:
    'Great job! 🎉 The tests pass ✅ and the build is green 💚. Next: 🚀 deploy, 🔥 profile, 🐛 fix. 😀 😂 🤣 👍 ❤️ 🙏 👀 💡',
  hashes: Array.from({ length: 20 }, (_, index) => (0x9e3779b97f4a7c15n * BigInt(index + 1)).toString(16)).join('\n'),
};
