/** Part of the page's script (see `decode.ts`): copies the replay command, or selects it where copying is not allowed. */
import type { Page } from './dom.ts';

export function attachCopy(page: Page): void {
  const button = page.document.getElementById('copy');
  const command = page.document.getElementById('replay-command');
  const status = page.document.getElementById('copied');
  if (button === null || command === null || status === null) return;
  const selectInstead = (): void => {
    const range = page.document.createRange();
    range.selectNodeContents(command);
    const selection = page.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    status.textContent = 'Selected: press Ctrl+C or ⌘C.';
  };
  const copy = async (): Promise<void> => {
    const { clipboard } = page.navigator;
    if (clipboard === undefined) throw new Error('this browser lets no page copy');
    await clipboard.writeText(command.textContent ?? '');
    status.textContent = 'Copied.';
  };
  button.addEventListener('click', () => void copy().catch(selectInstead));
}
