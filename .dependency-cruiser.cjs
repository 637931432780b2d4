// The rules of dependencies; `npm run lint` checks them.

/** A module's top-level files and dto/ are its public side; its sub-folders are its own, except these. */
const SHARED_INNER_FILES =
  '^backend/src/modules/(logs/query/|logs/store/(log-store|encode-row|encoded-rows)\\.ts$|auth/(tokens/access-token-verifier|sessions/sessions\\.service|sessions/session-revocations|throttle/sign-in-throttle)\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'platform-knows-no-features',
      comment: 'Adapters in platform/ serve every feature and import none.',
      severity: 'error',
      from: { path: '^backend/src/platform/' },
      to: { path: '^backend/src/(modules|boot|app\\.module|main)' },
    },
    {
      name: 'modules-use-public-parts',
      comment: 'A module uses the top-level files of another (its module, services, types), never what lies in its sub-folders.',
      severity: 'error',
      from: { path: '^backend/src/modules/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^backend/src/modules/[^/]+/.+/',
        pathNot: ['^backend/src/modules/$1/', '^backend/src/modules/[^/]+/dto/', SHARED_INNER_FILES],
      },
    },
    {
      name: 'modules-do-not-boot',
      severity: 'error',
      from: { path: '^backend/src/modules/' },
      to: { path: '^backend/src/(boot|app\\.module|main)' },
    },
    {
      name: 'page-and-app-are-apart',
      comment: 'The page knows the app by its HTTP description and the live protocol alone.',
      severity: 'error',
      from: { path: '^frontend/' },
      to: { path: '^backend/', pathNot: '^backend/src/modules/realtime/live-protocol\\.ts$' },
    },
    { name: 'routes-are-thin', severity: 'error', from: { path: '^frontend/src/(components|lib|features)/' }, to: { path: '^frontend/src/app/' } },
    { name: 'no-orphan-packages', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: ['generated/'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['node_modules', '/generated/', '/dist/', '/out/', '/\\.next/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'backend/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
