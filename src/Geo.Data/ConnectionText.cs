using Npgsql;

namespace Geo.Data;

/// <summary>Reads GEO_DB: key=value pairs as Npgsql takes them, or a libpq URL (postgres://user:password@host:port/database?key=value).</summary>
static class ConnectionText
{
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? FromUrl(new Uri(text))
                : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException or FormatException)
        {
            throw new DataException($"GEO_DB is no connection string: {e.Message} Expected postgres://user:password@host:5432/database "
                + "or Host=…;Port=…;Database=…;Username=…;Password=….", e);
        }
    }

    static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var result = new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port > 0 ? url.Port : 5432 };
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database) result.Database = Uri.UnescapeDataString(database);
        if (url.UserInfo.Length > 0)
        {
            var parts = url.UserInfo.Split(':', 2);
            result.Username = Uri.UnescapeDataString(parts[0]);
            if (parts.Length > 1) result.Password = Uri.UnescapeDataString(parts[1]);
        }
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var value = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
            // libpq's sslmode values carry hyphens (verify-full), Npgsql's do not
            if (parts[0] == "sslmode") result.SslMode = Enum.Parse<SslMode>(value.Replace("-", ""), ignoreCase: true);
            else result[parts[0]] = value;
        }
        return result;
    }
}
