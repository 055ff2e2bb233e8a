/** What the dashboard of the default sandbox holds: one segment, and one API-triggered campaign per e-mail of the experiment. */
import { CAMPAIGNS } from '../audience/hillstrom/hillstrom-audience.ts';
import type { CampaignDefinition } from './campaign.ts';
import type { CatalogueDefinition } from './catalogue.ts';

/** The whole audience. */
export const SEGMENT_ID = '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10';
const WEEKS_2 = 14 * 86_400;

const campaign = (id: string, arm: string): CampaignDefinition => ({
  id,
  name: `${arm === 'mens' ? 'Men’s' : 'Women’s'} merchandise`,
  tags: ['hillstrom'],
  messages: [
    {
      id: id.replace(/^c/, 'd'),
      name: 'Variation 1',
      channel: 'email',
      content: {
        subject: `${arm === 'mens' ? 'Men’s' : 'Women’s'} news: {{api_trigger_properties.\${subject_line} | default: 'plain'}}`,
        from: 'Shop <shop@example.com>',
        reply_to: 'NO_REPLY_TO',
        body: `<h1>New for ${arm === 'mens' ? 'men' : 'women'}</h1><p>Hello {{\${first_name} | default: 'there'}}, have a look.</p>`,
      },
    },
  ],
  conversionBehaviors: [{ type: 'Makes Any Purchase', window: WEEKS_2 }],
});

export const HILLSTROM_CATALOGUE: CatalogueDefinition = {
  segments: [
    { id: SEGMENT_ID, name: 'Everybody', members: 'everyone', textDescription: 'All customers of the experiment' },
  ],
  campaigns: [...CAMPAIGNS].map(([id, arm]) => campaign(id, arm)),
  canvases: [],
};
