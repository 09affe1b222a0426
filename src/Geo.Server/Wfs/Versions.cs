namespace Geo.Server.Wfs;

/// <summary>Which version a request is answered in (OWS Common, 7.3.2).</summary>
internal static class Versions
{
    const string Known = "2.0.0, 1.1.0";

    public static WfsVersion Of(WfsParameters parameters, string operation)
    {
        if (operation != "GetCapabilities")
            return WfsVersion.Of(parameters["version"] ?? throw WfsException.Missing("version", Known)) ?? throw WfsException.Invalid("version", parameters["version"]!, Known);
        if (parameters["acceptversions"] is { } accepted)
            return accepted.Split(',', StringSplitOptions.TrimEntries).Select(WfsVersion.Of).FirstOrDefault(v => v is not null)
                ?? throw new WfsException("VersionNegotiationFailed", "AcceptVersions", $"None of the versions '{XmlText.Legal(accepted)}' is spoken here; these are: {Known}.");
        // Clients of before AcceptVersions get theirs, or the nearest below (1.0.0: the lowest).
        return parameters["version"] is { } version && version.StartsWith('1') ? WfsVersion.V110 : WfsVersion.V200;
    }
}
