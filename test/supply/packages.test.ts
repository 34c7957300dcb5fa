import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
  readonly hasInstallScript?: boolean
  readonly inBundle?: boolean
}

interface Manifest {
  readonly dependencies: { readonly [name: string]: string }
  readonly devDependencies: { readonly [name: string]: string }
  readonly optionalDependencies: { readonly [name: string]: string }
  readonly scripts: { readonly [name: string]: string }
}

const MANIFEST = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const LOCK = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: { readonly [path: string]: Locked }
}
const INSTALLED = Object.entries(LOCK.packages).filter(([path]) => path !== '')

/** Whoever installs runs these; each with what it is for, and why that is bearable. None of them is deployed. */
const INSTALL_SCRIPTS: { readonly [path: string]: string } = {
  'node_modules/esbuild':
    'checks that its binary is the one of this machine; bundles, and nothing is deployed of it',
}

describe('the packages', () => {
  it('that are deployed run nothing when they are installed', () => {
    const deployed = INSTALLED.filter(
      ([, { dev, optional, devOptional }]) => dev !== true && optional !== true && devOptional !== true,
    )
    expect(deployed.length).toBeGreaterThan(10)
    expect(deployed.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([])
  })

  it('that run something when they are installed are these, each for its reason', () => {
    const scripted = INSTALLED.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(
      ([path]) => path,
    )
    expect(scripted.toSorted()).toEqual(Object.keys(INSTALL_SCRIPTS))
    for (const path of scripted) expect(INSTALL_SCRIPTS[path]?.length ?? 0, path).toBeGreaterThan(5)
  })

  it('are asked for in exact versions', () => {
    const { dependencies, devDependencies, optionalDependencies } = MANIFEST
    for (const [name, version] of Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    }))
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
  })

  it('are each held to the hash of its bytes, and come from nowhere but the registry', () => {
    for (const [path, { resolved, integrity, inBundle }] of INSTALLED) {
      // What a package brings in itself stands in that package's hash.
      if (inBundle !== true) expect(integrity, path).toMatch(/^sha512-/)
      expect(resolved ?? 'https://registry.npmjs.org/', path).toMatch(/^https:\/\/registry\.npmjs\.org\//)
    }
  })

  it('of ours run nothing when they are installed, either', () => {
    const names = Object.keys(MANIFEST.scripts)
    expect(names.filter((name) => /^(pre|post)?install$|^prepare$|^prepublish/.test(name))).toEqual([])
  })
})

describe('the bill of materials', () => {
  it('is CycloneDX, made from the lock file alone, and marks what is never deployed', {
    timeout: 60_000,
  }, () => {
    const text = execFileSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8', maxBuffer: 50_000_000 })
    const bill = JSON.parse(text) as Bill
    expect(bill.bomFormat).toBe('CycloneDX')
    const isOfDevelopment = (name: string): boolean | undefined =>
      bill.components
        .find((component) => component.name === name)
        ?.properties.some((property) => property.name === 'cdx:npm:package:development')
    for (const name of Object.keys(MANIFEST.dependencies)) expect(isOfDevelopment(name), name).toBe(false)
    for (const name of ['vitest', 'aws-cdk-lib', 'esbuild']) expect(isOfDevelopment(name), name).toBe(true)
    const named = new Set(bill.components.map(({ name }) => name))
    const missing = INSTALLED.filter(([path, { optional }]) => optional !== true && !named.has(nameIn(path)))
    expect(missing).toEqual([])
  })
})

interface Bill {
  readonly bomFormat: string
  readonly components: readonly {
    readonly name: string
    readonly properties: readonly { readonly name: string }[]
  }[]
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}
