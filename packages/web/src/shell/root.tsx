import { useState } from 'react';
import { Shell } from './shell.tsx';
import { codeOfLink, SignIn } from './sign-in.tsx';

/** Nothing else is asked of the service while a link is being used: nobody is in yet. */
export function Root() {
  const [code] = useState(codeOfLink);
  if (code === null) return <Shell />;
  return (
    <main id="main" className="wrap">
      <SignIn />
    </main>
  );
}
