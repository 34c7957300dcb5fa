import type { PageFiles, ReadPage } from '../../lambdas/publisher/page-files.ts'

/**
 * The page as it is shipped to AWS, built from its sources at the first request for it: a command that shows no page does not
 * wait for a bundler. A failed attempt is no answer for ever.
 */
export function createLocalPage(): ReadPage {
  let built: Promise<PageFiles> | undefined
  return async () => {
    built ??= import('../page-bundle.ts').then(({ bundlePage }) => bundlePage())
    try {
      return await built
    } catch (cause) {
      built = undefined
      throw new Error('the page cannot be built: npm ci brings what it needs', { cause })
    }
  }
}
