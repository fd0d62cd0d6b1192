/** The story of a traced trial: the few events, in order, on a space-time diagram, with what each node believed. */
import type { ReportData } from '../../data/report-data.ts';
import { countOf } from '../../quantities.ts';
import { html, type Markup } from '../markup.ts';
import { spaceTimeDiagram } from '../space-time-diagram.ts';

export function storySection({ story }: ReportData): Markup | null {
  if (story === null) return null;
  const { messages, steps, operations } = story.omitted;
  const left = [
    operations === 0 ? '' : countOf(operations, 'operation'),
    steps === 0 ? '' : countOf(steps, 'moment'),
    messages === 0 ? '' : `${countOf(messages, 'message')} that changed nothing`,
  ].filter((part) => part !== '');
  return html`<section id="story" aria-labelledby="story-title">
    <h2 id="story-title">How it came about</h2>
    ${
      story.beginning.length === 0
        ? null
        : html`<ul class="beginning" aria-label="What the nodes believed at the beginning">
            ${story.beginning.map(({ node, beliefs }) => html`<li><b>${node}</b> ${beliefs}</li>`)}
          </ul>`
    }
    ${spaceTimeDiagram(story, 'story-diagram')}
    <p class="note">
      Time runs downwards, a row for each moment; distances are not to scale. Arrows are messages that changed what
      their receiver believed, or that a fault swallowed${left.length === 0 ? '' : `; left out: ${left.join(', ')}`}.
    </p>
  </section>`;
}
