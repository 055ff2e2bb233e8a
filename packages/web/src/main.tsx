import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './client/query-client.ts';
import { router } from './router.tsx';
import { metaContent } from './shell/meta-content.ts';
import { cssVariablesResolver, theme } from './theme.ts';
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Input.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/charts.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no place for the app');
const nonce = metaContent('fitly-nonce');

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      {...{ theme, cssVariablesResolver }}
      defaultColorScheme="auto"
      {...(nonce !== null && { getStyleNonce: () => nonce })}
    >
      <QueryClientProvider client={createQueryClient()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
