import { useEffect } from 'preact/hooks';
import { JobsView } from '../jobs/jobs-view.tsx';
import { chooseLanguage, LANGUAGES, language } from '../shared/language.ts';
import { Notices } from '../shared/notices.tsx';
import { isClient, isOperator, isSignedIn, signOut } from '../shared/session.ts';
import { EnterKey } from './enter-key.tsx';
import { loadedView } from './loaded-view.tsx';
import { JOBS, OPERATE, route } from './route.ts';
import { words } from './words.ts';

const TranscriptView = loadedView(() => import('../transcript/transcript-view.tsx'));
const OperateView = loadedView(() => import('../operate/operate-view.tsx'));

export function App() {
  const text = words();
  useEffect(() => {
    document.title = text.title;
  }, [text]);
  return (
    <>
      <button type="button" class="skip" onClick={toContent}>
        {text.toContent}
      </button>
      <header class="container">
        <Navigation />
      </header>
      <main class="container" id="content" tabIndex={-1}>
        {isSignedIn.value ? <View /> : <EnterKey />}
      </main>
      <Notices />
    </>
  );
}

/** By script, as the address behind `#` is the view's. */
function toContent(): void {
  document.getElementById('content')?.focus();
}

function View() {
  const shown = route.value;
  if (shown.view === 'operate' && isOperator.value) return <OperateView />;
  if (!isClient.value) return <OperateView />;
  if (shown.view === 'transcript') {
    return <TranscriptView key={shown.jobId} jobId={shown.jobId} atSeconds={shown.atSeconds} />;
  }
  return <JobsView />;
}

function Navigation() {
  const text = words();
  const { view } = route.value;
  return (
    <nav aria-label={text.title}>
      <ul>
        <li>
          <strong>{text.title}</strong>
        </li>
        {isClient.value && (
          <li>
            <a href={JOBS} aria-current={view === 'jobs' ? 'page' : undefined}>
              {text.jobs}
            </a>
          </li>
        )}
        {isOperator.value && (
          <li>
            <a href={OPERATE} aria-current={view === 'operate' ? 'page' : undefined}>
              {text.operate}
            </a>
          </li>
        )}
      </ul>
      <ul>
        <li>
          <a href="docs">{text.description}</a>
        </li>
        <li>
          <LanguageChoice />
        </li>
        {isSignedIn.value && (
          <li>
            <button type="button" class="quiet" onClick={signOut}>
              {text.signOut}
            </button>
          </li>
        )}
      </ul>
    </nav>
  );
}

const NAMES = { en: 'English', sv: 'Svenska' };

function LanguageChoice() {
  return (
    <select
      aria-label={words().language}
      value={language.value}
      onChange={(event) => {
        const chosen = LANGUAGES.find((one) => one === event.currentTarget.value);
        if (chosen) chooseLanguage(chosen);
      }}
    >
      {LANGUAGES.map((one) => (
        <option key={one} value={one} lang={one}>
          {NAMES[one]}
        </option>
      ))}
    </select>
  );
}
