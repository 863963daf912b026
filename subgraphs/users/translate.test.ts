import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { describe, expect, it } from 'vitest';
import { permissions, user } from './contract.fixture.ts';
import { permissionsMembers, toPermissions, toPermissionsBody, toUser, toViewer } from './translate.ts';

describe('a user', () => {
  it("is told in the graph's terms", () => {
    expect(toUser(user(2))).toEqual({
      id: '2',
      login: 'user-2@example.com',
      firstName: 'Grace',
      lastName: 'Hopper',
      isAdministrator: false,
      contact: expect.any(Object),
    });
    expect(toUser({ ...user(2), IsAdmin: 1 }).isAdministrator).toBe(true);
  });
});

describe('permissions', () => {
  it('say who saved them and when', () => {
    expect(toPermissions(permissions(3))).toEqual({
      version: 3,
      methods: ['GET', 'PUT'],
      modules: ['CONTENT', 'PURGE_LOAD'],
      savedByLogin: 'ada@example.com',
      savedAt: new Date('2015-05-17T10:05:03Z'),
    });
  });

  it('that nobody has saved yet say so by null', () => {
    expect(toPermissions({ ...permissions(1), SavedBy: null, SavedAt: null })).toMatchObject({
      savedByLogin: null,
      savedAt: null,
    });
  });

  it("are saved by the contract's body, each member of which has its place in the input", () => {
    const body = toPermissionsBody({ userId: '2', expectedVersion: 3, methods: ['GET'], modules: ['CORE_REPORTS'] });
    expect(body).toEqual({ Methods: ['GET'], Modules: ['CORE_REPORTS'], Version: 3 });
    expect(Object.keys(permissionsMembers)).toEqual([...Object.keys(body), 'id']);
  });
});

describe('the viewer', () => {
  const viewer: Viewer = {
    userId: 1,
    login: 'ada@example.com',
    accountNumber: '0001',
    methods: new Set(['GET']),
    modules: new Set(['CORE_REPORTS']),
  };

  it('can do what is granted by method and module; what is left out is not asked', () => {
    const { can } = toViewer(viewer);
    expect(can({ method: 'GET', module: 'CORE_REPORTS' })).toBe(true);
    expect(can({ method: 'PUT', module: 'CORE_REPORTS' })).toBe(false);
    expect(can({ method: 'GET', module: 'RAW_LOGS' })).toBe(false);
    expect([can({ method: 'GET' }), can({ module: 'CORE_REPORTS' }), can({}), can({ method: null, module: null })]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('lists methods and modules', () => {
    expect(toViewer(viewer)).toMatchObject({ methods: ['GET'], modules: ['CORE_REPORTS'] });
  });
});
