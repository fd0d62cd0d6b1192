/** The home screen on a real terminal, on its alternate screen. */
import { render, useWindowSize } from 'ink';
import { createElement as h, type ReactElement } from 'react';
import { HomeScreen } from './home-screen.ts';
import type { HomeChoice, HomeContent } from './home-state.ts';

interface HomeAppProps {
  readonly content: HomeContent;
  readonly onChoice: (choice: HomeChoice) => void;
}

function HomeApp({ content, onChoice }: HomeAppProps): ReactElement {
  const { columns, rows } = useWindowSize();
  return h(HomeScreen, { content, columns, rows, onChoice });
}

/** Shows the home screen until the user chooses; the terminal is back to what it was when this resolves. */
export async function showHome(
  content: HomeContent,
  terminal: {
    readonly stdin: NodeJS.ReadStream;
    readonly stdout: NodeJS.WriteStream;
    closeScreen: () => Promise<void>;
  },
): Promise<HomeChoice> {
  let choice: HomeChoice = { type: 'quit' };
  const onChoice = (chosen: HomeChoice): void => {
    choice = chosen;
    instance.unmount();
  };
  const instance = render(h(HomeApp, { content, onChoice }), {
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    alternateScreen: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  terminal.closeScreen = async () => {
    instance.unmount();
    await instance.waitUntilExit();
  };
  await instance.waitUntilExit();
  return choice;
}
