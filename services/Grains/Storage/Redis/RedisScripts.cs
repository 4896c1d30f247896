using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Grains.Storage.Redis;

/// <summary>
/// A script of the write path. The first line makes Redis check before it runs one whether it may write at all (memory, replicas, disk, role), so
/// that a script runs whole or not at all.
/// </summary>
internal sealed class RedisScript(string text)
{
    private const string FirstLine = "#!lua\n";

    public string Text { get; } = FirstLine + text;

    /// <summary>What Redis knows it by once it is loaded.</summary>
    public byte[] Sha1 { get; } = Digest(FirstLine + text);

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Redis names scripts by it")]
    private static byte[] Digest(string text) => SHA1.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>What runs inside Redis. <see cref="RedisKeys"/> describes the keys.</summary>
internal static class RedisScripts
{
    // The numbers of the next commits. A leap goes to the clock, which is ahead of the numbers as long as there is less than one commit a microsecond:
    // so numbers that a failover took back, leaps included, are not given out again, and a revision or version that was read before it never fits.
    private const string TakeNumbers =
        """
        local function take(count)
          if ARGV[1] == '1' then
            local time = redis.call('TIME')
            local last = tonumber(redis.call('HGET', KEYS[1], 'n') or '0')
            redis.call('HSET', KEYS[1], 'n', string.format('%.0f', math.max(last + 1048576, time[1] * 1000000 + time[2])))
          end
          return redis.call('HINCRBY', KEYS[1], 'n', count) - count
        end

        """;

    /// <summary>
    /// Commits records of one partition, each for itself: a conflict leaves the others alone. Numbers are taken first, so that none is given out twice
    /// whatever happens later. Answer: the revision of each record; 0: conflict.
    /// KEYS head, due, journal, then for each record: its key and one key for each journal row of a person.
    /// ARGV 1 when the numbers leap, partition, bytes before a record's own key, number of records; then for each record: expected revision, digest (empty: delete; =: the wake time alone),
    /// body, wake (Unix ms, - for none, = for unchanged; a time that moves alone is written over the one before, so that the log gets no more than that), number of rows, and for each row: at, person (may be empty), kind, body.
    /// </summary>
    public static readonly RedisScript Commit = new(
        TakeNumbers + $"local never = '{RedisText.Never}'\n" + """
        local records = tonumber(ARGV[4])
        local number = take(records)
        local answer, k, a, row, bytes = {}, 4, 5, nil, 0
        for i = 1, records do
          local key, expected, digest, body, wake, rows = KEYS[k], ARGV[a], ARGV[a + 1], ARGV[a + 2], ARGV[a + 3], tonumber(ARGV[a + 4])
          k, a = k + 1, a + 5
          local revision, written = string.match(redis.call('GETRANGE', key, 0, 47), '^(%d+) (%S+) ')
          local before = written
          if before == never then before = '-' end
          local fits = (revision or '0') == expected
          if fits then
            answer[i] = number + i
            if digest == '' then
              redis.call('DEL', key)
              wake = '-'
            elseif digest == '=' then
              answer[i] = tonumber(expected)
              local text = wake == '-' and never or wake
              if not revision then wake = '-'
              elseif #text == #written then redis.call('SETRANGE', key, #revision + 1, text)
              else redis.call('SET', key, revision .. ' ' .. wake .. string.sub(redis.call('GET', key), #revision + #written + 2)) end
            else
              if wake == '=' then wake = before or '-' end
              redis.call('SET', key, string.format('%.0f', number + i) .. ' ' .. wake .. ' ' .. digest .. ' ' .. body)
            end
            if wake ~= (before or '-') then
              local name = string.sub(key, ARGV[3] + 1)
              if wake == '-' then redis.call('ZREM', KEYS[2], name) else redis.call('ZADD', KEYS[2], wake, name) end
            end
          else
            answer[i] = 0
          end
          for _ = 1, rows do
            local who = ARGV[a + 1]
            if fits then
              if not row then
                local time = redis.call('TIME')
                row = math.max(tonumber(redis.call('HGET', KEYS[1], 'j') or '0'), time[1] * 1000000 + time[2])
              end
              row = row + 1
              local id = string.format('%.0f', row) .. '-' .. ARGV[2]
              redis.call('XADD', KEYS[3], id, 'at', ARGV[a], 'who', who, 'kind', ARGV[a + 2], 'body', ARGV[a + 3])
              bytes = bytes + 64 + #who + #ARGV[a + 2] + #ARGV[a + 3]
              if who ~= '' then redis.call('RPUSH', KEYS[k], id) end
            end
            if who ~= '' then k = k + 1 end
            a = a + 4
          end
        end
        if row then
          redis.call('HSET', KEYS[1], 'j', string.format('%.0f', row))
          redis.call('HINCRBY', KEYS[1], 'jb', bytes)
        end
        return answer
        """);

    /// <summary>
    /// Puts or deletes a document. Answer: its version; -1: conflict.
    /// KEYS head, documents, versions, deleted. ARGV 1 when the numbers leap, id, expected version (empty: any), digest (empty: delete), body, now, deleted ones go before.
    /// </summary>
    public static readonly RedisScript PutDocument = new(
        TakeNumbers + """
        local id, version = ARGV[2], '0'
        local at, mark = string.match(redis.call('HGET', KEYS[2], id) or '', '^(%d+) (%S+)')
        if at and mark ~= '-' then version = at end
        if ARGV[3] ~= '' and ARGV[3] ~= version then return -1 end
        if ARGV[4] == '' and version == '0' then return tonumber(redis.call('HGET', KEYS[1], 'n') or '0') end
        local number = take(1) + 1
        local text = string.format('%.0f', number)
        if ARGV[4] == '' then
          redis.call('HSET', KEYS[2], id, text .. ' -')
          redis.call('ZADD', KEYS[4], ARGV[6], id)
        else
          redis.call('HSET', KEYS[2], id, text .. ' ' .. ARGV[4] .. ' ' .. ARGV[5])
          redis.call('ZREM', KEYS[4], id)
        end
        redis.call('ZADD', KEYS[3], text, id)
        for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', '(' .. ARGV[7])) do
          redis.call('HDEL', KEYS[2], old)
          redis.call('ZREM', KEYS[3], old)
          redis.call('ZREM', KEYS[4], old)
        end
        return number
        """);

    /// <summary>Takes deleted documents off the list. KEYS documents, versions, deleted. ARGV those of before go.</summary>
    public static readonly RedisScript ForgetDeleted = new(
        """
        local old = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', '(' .. ARGV[1])
        for _, id in ipairs(old) do
          redis.call('HDEL', KEYS[1], id)
          redis.call('ZREM', KEYS[2], id)
          redis.call('ZREM', KEYS[3], id)
        end
        return #old
        """);

    // Takes one row away and gives its bytes; 0: it is not there any more. What was freed is subtracted from 0, because Lua writes a negated 0 as -0, which is no number to Redis.
    private const string TakeRow =
        """
        local function take(id)
          local entry = redis.call('XRANGE', KEYS[2], id, id)[1]
          if not entry then return 0 end
          redis.call('XDEL', KEYS[2], id)
          return 64 + #entry[2][4] + #entry[2][6] + #entry[2][8]
        end

        """;

    /// <summary>Deletes the journal rows of one person in one partition. KEYS head, journal, the person's list.</summary>
    public static readonly RedisScript ForgetJournal = new(
        TakeRow + """
        local ids, freed = redis.call('LRANGE', KEYS[3], 0, -1), 0
        for _, id in ipairs(ids) do freed = freed + take(id) end
        redis.call('DEL', KEYS[3])
        redis.call('HINCRBY', KEYS[1], 'jb', string.format('%.0f', 0 - freed))
        return #ids
        """);

    /// <summary>
    /// Deletes journal rows of one partition. Answer: the bytes that are left. KEYS head, journal, then the lists of the persons whose rows they are.
    /// ARGV for each row: its id, and which key is its person's list (0: nobody's).
    /// </summary>
    public static readonly RedisScript TrimJournal = new(
        TakeRow + """
        local freed = 0
        for a = 1, #ARGV, 2 do
          freed = freed + take(ARGV[a])
          if ARGV[a + 1] ~= '0' then redis.call('LREM', KEYS[tonumber(ARGV[a + 1])], 1, ARGV[a]) end
        end
        return redis.call('HINCRBY', KEYS[1], 'jb', string.format('%.0f', 0 - freed))
        """);

    /// <summary>
    /// Notes that a person was forgotten, for whoever has rows of before. Times rise, so that who reads them misses none. Those that are too old go.
    /// KEYS head, forgotten. ARGV pseudonym, how long they are kept in microseconds.
    /// </summary>
    public static readonly RedisScript NoteForgotten = new(
        """
        local time = redis.call('TIME')
        local at = math.max(tonumber(redis.call('HGET', KEYS[1], 'f') or '0') + 1, time[1] * 1000000 + time[2])
        redis.call('HSET', KEYS[1], 'f', string.format('%.0f', at))
        redis.call('ZADD', KEYS[2], string.format('%.0f', at), ARGV[1])
        return redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. string.format('%.0f', at - tonumber(ARGV[2])))
        """);

    /// <summary>Makes the store unless there is one. Answer: format, partitions, life. KEYS store. ARGV format, partitions, life.</summary>
    public static readonly RedisScript Prepare = new(
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('HSET', KEYS[1], 'format', ARGV[1], 'partitions', ARGV[2], 'life', ARGV[3]) end
        return redis.call('HMGET', KEYS[1], 'format', 'partitions', 'life')
        """);

    /// <summary>Changes nothing but a count, so that a <c>WAIT</c> after it says of everything before it that replicas have it. KEYS head.</summary>
    public static readonly RedisScript Confirm = new("return redis.call('HINCRBY', KEYS[1], 'c', 1)");

    /// <summary>Gives the store a new life. KEYS store. ARGV life.</summary>
    public static readonly RedisScript Renew = new("return redis.call('HSET', KEYS[1], 'life', ARGV[1])");

    /// <summary>All that a write connection loads.</summary>
    public static readonly RedisScript[] All = [Commit, PutDocument, ForgetDeleted, ForgetJournal, TrimJournal, NoteForgotten, Prepare, Confirm, Renew];

    /// <summary>Documents after a version with their ids, in the order of their versions, all of one moment. KEYS documents, versions. ARGV after.</summary>
    public const string Documents =
        """
        local found = {}
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf')) do
          found[#found + 1] = id
          found[#found + 1] = redis.call('HGET', KEYS[1], id)
        end
        return found
        """;
}
