namespace Geo.Server.Http;

/// <summary>Who publishes the layers and whom to write to (GEO_PROVIDER…). What is not set is not told; the name is then that of the host.</summary>
/// <param name="Contact">A person or an office.</param>
public sealed record Publisher(string? Name = null, Uri? Site = null, string? Contact = null, string? Email = null)
{
    public string NameAt(string address) => Name ?? new Uri(address).Host;

    public string SiteAt(string address) => Site?.AbsoluteUri ?? address + "/";

    public bool HasContact => Contact is not null || Email is not null;
}
