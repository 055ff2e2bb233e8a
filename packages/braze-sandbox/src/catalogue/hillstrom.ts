/**
 * What the dashboard of the default sandbox holds: one segment, one API-triggered campaign per e-mail of the experiment, and,
 * so that every endpoint has something to show, a canvas, an API campaign and an e-mail template, none of which changes what
 * customers do.
 */
import type { Instant } from '@fitly/core/terms';
import { CAMPAIGNS } from '../audience/hillstrom/hillstrom-audience.ts';
import type { EmailTemplate } from '../state/templates.ts';
import type { CampaignDefinition } from './campaign.ts';
import type { CanvasDefinition } from './canvas.ts';
import type { CatalogueDefinition } from './catalogue.ts';

/** The whole audience. */
export const SEGMENT_ID = '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10';
const WEEKS_2 = 14 * 86_400;

const triggered = (id: string, arm: string): CampaignDefinition => {
  const whose = arm === 'mens' ? 'Men’s' : 'Women’s';
  return {
    id,
    name: `${whose} merchandise`,
    tags: ['hillstrom'],
    conversionBehaviors: [{ type: 'Makes Any Purchase', window: WEEKS_2 }],
    messages: [
      {
        id: id.replace(/^c/, 'd'),
        name: 'Variation 1',
        channel: 'email',
        content: {
          subject: `${whose} news: {{api_trigger_properties.$\{subject_line} | default: "plain"}}`,
          from: 'Shop <shop@example.com>',
          reply_to: 'NO_REPLY_TO',
          body: `<h1>New: ${whose.toLowerCase()} merchandise</h1>
<p>Hello {{$\{first_name} | default: "there"}}, this week’s catalogue is here.</p>
{% message_extras :key decision_id :value {{api_trigger_properties.$\{decision_id}}} %}`,
        },
      },
    ],
  };
};

const apiCampaign: CampaignDefinition = {
  id: 'c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a03',
  name: 'Content of the request',
  scheduleType: 'api_campaign',
  messages: [
    { id: 'd1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a03', name: 'E-mail', channel: 'email' },
    { id: 'd1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a04', name: 'SMS', channel: 'sms' },
  ],
};

const canvas: CanvasDefinition = {
  id: 'b1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0b01',
  name: 'Welcome',
  variants: [{ id: 'b1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0b02', name: 'Variant 1', firstStepId: 'step-1' }],
  steps: [
    {
      id: 'step-1',
      name: 'First message',
      messages: [
        {
          id: 'd1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0b03',
          channel: 'email',
          content: {
            subject: 'Welcome',
            from: 'Shop <shop@example.com>',
            body: `<p>Hello {{$\{first_name}}}. {{context.$\{text}}}</p>`,
          },
        },
      ],
    },
  ],
};

export const hillstromTemplates = (startAt: Instant): readonly EmailTemplate[] => [
  {
    id: 'a1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0c01',
    name: 'Free delivery',
    description: '',
    subject: 'Delivery is on us this week',
    body: '<h1>New this week</h1>\n<p>Order by Sunday, and delivery is on us.</p>',
    preheader: 'Until Sunday',
    plaintextBody: null,
    shouldInlineCss: null,
    tags: ['hillstrom'],
    createdAt: startAt,
    updatedAt: startAt,
  },
];

export const HILLSTROM_CATALOGUE: CatalogueDefinition = {
  segments: [
    { id: SEGMENT_ID, name: 'Everybody', members: 'everyone', textDescription: 'All customers of the experiment' },
  ],
  campaigns: [...[...CAMPAIGNS].map(([id, arm]) => triggered(id, arm)), apiCampaign],
  canvases: [canvas],
};
