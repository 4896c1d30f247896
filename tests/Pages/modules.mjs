// Modules without a page: what they compute.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';

const shared = '../../services/Console/wwwroot/shared/';

export async function modulesTests() {
  const [{ EventReader, eventCharsMax }, { plan }, { span }] = await Promise.all(['events.js', 'floor.js', 'times.js'].map(name => import(shared + name)));

  const { read, rows } = await import('../../services/Console/wwwroot/manage/metrics.js');
  test('metrics are read with their labels, whatever stands in them', () => {
    const samples = read('# HELP a b\n# TYPE a counter\na{x="1",y="say \\"}, \\\\ {\\"\\n"} 3\nb{} 0\nc 1.5 1700000000\nd{le="+Inf"} +Inf\nnonsense\n\na{x="1"} 4\na{x="2"} 9\n');
    assert.deepEqual(samples.map(one => [one.name, one.value]), [['a', 3], ['b', 0], ['c', 1.5], ['d', Infinity], ['a', 4], ['a', 9]]);
    assert.deepEqual(samples[0].labels, { x: '1', y: 'say "}, \\ {"\n' });
    assert.deepEqual(rows(samples, 'a', ['x']), [{ key: ['2'], value: 9 }, { key: ['1'], value: 7 }]);
    assert.deepEqual(rows(samples, 'b', ['x']), []);
  });

  test('events are read whole wherever the line cuts them', () => {
    const text = ': hello\n\nid: a.1\ndata: {"cursor":"a.1"}\n\nevent: status\ndata: {"code":8}\n\ndata: one\ndata: two\n\n';
    const expected = [{ type: 'message', data: '{"cursor":"a.1"}' }, { type: 'status', data: '{"code":8}' }, { type: 'message', data: 'one\ntwo' }];
    for (let cut = 0; cut <= text.length; cut++) {
      const reader = new EventReader();
      assert.deepEqual([...reader.push(text.slice(0, cut)), ...reader.push(text.slice(cut))], expected, `cut at ${cut}`);
    }
  });

  test('an event that never ends is refused at its limit', () => {
    const reader = new EventReader();
    assert.deepEqual(reader.push('x'.repeat(eventCharsMax)), []);
    assert.throws(() => reader.push('x'), RangeError);
  });

  test('every zone of 96 has ground of its own, and grounds do not overlap', () => {
    const zones = Array.from({ length: 96 }, (_, i) => ({ id: `z${i}`, name: `Zone ${i}` }));
    const anchors = zones.map((zone, i) => ({ id: `a${i}`, zoneId: zone.id, xM: 6 * (i % 12), yM: 6 * Math.floor(i / 12) }));
    const { places, width, height } = plan({ zones, anchors });
    assert.equal(places.length, 96);
    const area = shape => Math.abs(shape.reduce((sum, p, i) => { const q = shape[(i + 1) % shape.length]; return sum + p.x * q.y - q.x * p.y; }, 0)) / 2;
    const sum = places.reduce((n, place) => n + area(place.shape), 0);
    assert.ok(Math.abs(sum - width * height) < 1, `${sum} of ${width * height}`);
    for (const place of places) assert.ok(area(place.shape) > 1, place.id);
  });

  test('a zone with an outline is drawn as it is, floors lie below each other, and a zone with nothing is not drawn', () => {
    const square = (x, y) => [{ xM: x, yM: y }, { xM: x + 4, yM: y }, { xM: x + 4, yM: y + 4 }, { xM: x, yM: y + 4 }];
    const { places } = plan({ zones: [{ id: 'a', name: 'A', outline: square(0, 0) }, { id: 'b', name: 'B', floor: '1', outline: square(0, 0) }, { id: 'c', name: 'C' }], anchors: [] });
    assert.deepEqual(places.map(place => place.id), ['a', 'b']);
    assert.deepEqual(places[0].shape.map(p => [p.x, p.y + 0]), [[0, 0], [4, 0], [4, -4], [0, -4]]);
    assert.ok(places[1].box.top > places[0].box.bottom);
    assert.deepEqual(plan({}).places, []);
  });

  test('times are said as people say them', () => {
    assert.deepEqual([-1, 0, 59.9, 60, 3599, 3600, 7260].map(span), ['0 s', '0 s', '59 s', '1 min', '59 min', '1 h 0 min', '2 h 1 min']);
  });
}
