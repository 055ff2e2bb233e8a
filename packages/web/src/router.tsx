/** The pages and their addresses. The URL is the view: what a page shows is in its address, but for customers, who never are. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { daySearch, designSearch, insightsSearch, performanceSearch } from './searches.ts';
import { NoSuchPage, PageBroke } from './shell/notices.tsx';
import { Root } from './shell/root.tsx';
import { SignInPage } from './shell/sign-in.tsx';

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NoSuchPage, errorComponent: PageBroke });

const homeRoute = createRoute({
  ...{ getParentRoute: () => rootRoute, path: '/' },
  component: lazyRouteComponent(() => import('./pages/home/home-page.tsx'), 'HomePage'),
});

const signInRoute = createRoute({
  ...{ getParentRoute: () => rootRoute, path: 'sign-in', component: SignInPage },
});

const accountRoute = createRoute({
  ...{ getParentRoute: () => rootRoute, path: 'account' },
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
});

const teamRoute = createRoute({
  ...{ getParentRoute: () => rootRoute, path: 'team' },
  component: lazyRouteComponent(() => import('./pages/team/team-page.tsx'), 'TeamPage'),
});

const newAgentRoute = createRoute({
  ...{ getParentRoute: () => rootRoute, path: 'agents/new' },
  component: lazyRouteComponent(() => import('./pages/new-agent/new-agent-page.tsx'), 'NewAgentPage'),
});

const agentRoute = createRoute({ getParentRoute: () => rootRoute, path: '/agents/$agent', component: Outlet });

const agentIndexRoute = createRoute({
  ...{ getParentRoute: () => agentRoute, path: '/' },
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/agents/$agent/performance', params });
  },
});

const performanceRoute = createRoute({
  ...{ getParentRoute: () => agentRoute, path: 'performance', validateSearch: performanceSearch },
  component: lazyRouteComponent(() => import('./pages/performance/performance-page.tsx'), 'PerformancePage'),
});

const insightsRoute = createRoute({
  ...{ getParentRoute: () => agentRoute, path: 'insights', validateSearch: insightsSearch },
  component: lazyRouteComponent(() => import('./pages/insights/insights-page.tsx'), 'InsightsPage'),
});

const messagesRoute = createRoute({
  ...{ getParentRoute: () => agentRoute, path: 'messages' },
  component: lazyRouteComponent(() => import('./pages/messages/messages-page.tsx'), 'MessagesPage'),
});

const decisionsRoute = createRoute({
  ...{ getParentRoute: () => agentRoute, path: 'decisions', validateSearch: daySearch },
  component: lazyRouteComponent(() => import('./pages/decisions/decisions-page.tsx'), 'DecisionsPage'),
});

const runsRoute = createRoute({
  ...{ getParentRoute: () => agentRoute, path: 'runs', validateSearch: daySearch },
  component: lazyRouteComponent(() => import('./pages/runs/runs-page.tsx'), 'RunsPage'),
});

const designRoute = createRoute({
  ...{ getParentRoute: () => agentRoute, path: 'design', validateSearch: designSearch },
  component: lazyRouteComponent(() => import('./pages/design/design-page.tsx'), 'DesignPage'),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  signInRoute,
  accountRoute,
  teamRoute,
  newAgentRoute,
  agentRoute.addChildren([
    ...[agentIndexRoute, performanceRoute, insightsRoute, messagesRoute, decisionsRoute, runsRoute, designRoute],
  ]),
]);

export const router = createRouter({ routeTree, defaultPreload: 'intent', scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
