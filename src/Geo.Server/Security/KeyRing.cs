using Geo.Data.Keys;
using Microsoft.Extensions.Caching.Memory;

namespace Geo.Server.Security;

/// <summary>Who a key belongs to.</summary>
internal sealed record KeyHolder(string Name, Role Role);

/// <summary>Looks keys up, and remembers for a few seconds: so long does a revoked key go on working, and a new one that was tried too early not.</summary>
internal sealed class KeyRing(KeyStore store) : IDisposable
{
    static readonly TimeSpan Remembered = TimeSpan.FromSeconds(3);
    readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>Null when no key of that text is in use.</summary>
    public async ValueTask<KeyHolder?> Find(string key, CancellationToken cancel)
    {
        if (!ApiKey.HasForm(key)) return null;
        var hash = ApiKey.Hash(key);
        var known = Convert.ToHexString(hash);
        if (_known.TryGetValue(known, out KeyHolder? holder)) return holder;
        holder = await store.FindAsync(hash, cancel) is { } found && Roles.Of(found.Role) is { } role ? new(found.Name, role) : null;
        return _known.Set(known, holder, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
    }

    public void Dispose() => _known.Dispose();
}
