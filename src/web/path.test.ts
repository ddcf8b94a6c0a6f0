import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { path, withQuery } from './path.ts';

const taskPath = path('/tasks/:task/files/:file');

describe('paths', () => {
  it('give the router its pattern and a page its link', () => {
    assert.equal(taskPath.pattern, '/tasks/:task/files/:file');
    assert.equal(taskPath.to({ task: 'a1', file: 'b2' }), '/tasks/a1/files/b2');
    assert.equal(path('/overview').to({}), '/overview');
  });

  it('keep a parameter in its place, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (task) => {
        const parts = taskPath.to({ task, file: 'x' }).split('/');
        assert.equal(parts.length, 5);
        assert.equal(decodeURIComponent(parts[2] as string), task);
      }),
    );
  });

  it('refuse to make a link with a parameter left empty', () => {
    assert.throws(() => taskPath.to({ task: '', file: 'x' }), /task/);
    assert.throws(() => taskPath.to({ task: 'x' } as never), /file/);
  });

  it('write a query without what is empty', () => {
    assert.equal(
      path('/audit').to({}, { event: 'duty.nudged', from: null, to: undefined, q: '', all: false, page: 0 }),
      '/audit?event=duty.nudged&page=0',
    );
    assert.equal(withQuery('/audit?a=1', { b: 'x y&z' }), '/audit?a=1&b=x+y%26z');
    assert.equal(withQuery('/audit'), '/audit');
  });
});
