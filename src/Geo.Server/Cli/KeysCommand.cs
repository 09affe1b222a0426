using System.CommandLine;
using System.Globalization;
using Geo.Data.Keys;
using Geo.Server.Security;
using Spectre.Console;

namespace Geo.Server.Cli;

/// <summary><c>geo keys</c>: who may do what over the network.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Keys of the services.") { Add(), List(), Revoke() };

    static Command Add()
    {
        var name = new Argument<string>("name") { Description = "Whose key it is: a person or a program" };
        name.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is not { Length: > 0 and <= 80 } n || n.Any(char.IsControl) || n.Trim() != n) r.AddError("name: expected 1 to 80 characters of one line.");
        });
        var role = new Option<string>("--role") { Description = Roles.Allowed, Required = true };
        role.Validators.Add(r =>
        {
            if (!r.Errors.Any() && Roles.Of(r.GetValueOrDefault<string>() ?? "") is null) r.AddError($"--role: expected {Roles.Allowed}.");
        });
        var json = JsonOutput.Option();
        var command = new Command("add", "Makes a key and shows it, once: only its hash is kept.") { name, role, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (holder, key, may) = (parsed.GetRequiredValue(name), ApiKey.New(), parsed.GetRequiredValue(role));
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            await new KeyStore(workspace.Database.DataSource).AddAsync(holder, may, ApiKey.Hash(key), cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(new { name = holder, role = may, key });
            else
            {
                Console.WriteLine(key);
                Console.Error.WriteLine($"This is the key of {holder} ({may}). It is not shown again. Send it as X-API-Key or Authorization: Bearer, or as the password of Basic.");
            }
            return ExitCode.Done;
        });
        return command;
    }

    static Command List()
    {
        var json = JsonOutput.Option();
        var command = new Command("list", "The keys there are, without their text.") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            var keys = await new KeyStore(workspace.Database.DataSource).ListAsync(cancellationToken);
            if (parsed.GetValue(json))
                JsonOutput.Write(keys.Select(k => new { name = k.Name, role = k.Role, created = k.CreatedAt, lastUsed = k.LastUsedAt, revoked = k.RevokedAt }));
            else
            {
                var table = new Table { Border = TableBorder.Rounded };
                table.AddColumns("name", "role", "created", "last used", "revoked");
                foreach (var k in keys)
                    table.AddRow(new Spectre.Console.Text(k.Name), new Spectre.Console.Text(k.Role), new Spectre.Console.Text(When(k.CreatedAt)), new Spectre.Console.Text(When(k.LastUsedAt)), new Spectre.Console.Text(When(k.RevokedAt)));
                AnsiConsole.Write(table);
            }
            return ExitCode.Done;
        });
        return command;
    }

    static Command Revoke()
    {
        var name = new Argument<string>("name") { Description = "A name that geo keys list shows" };
        var command = new Command("revoke", "Ends a key; running servers refuse it within seconds.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var workspace = await Workspace.OpenAsync(cancellationToken);
            await new KeyStore(workspace.Database.DataSource).RevokeAsync(parsed.GetRequiredValue(name), cancellationToken);
            Console.WriteLine($"The key of {parsed.GetRequiredValue(name)} is revoked.");
            return ExitCode.Done;
        });
        return command;
    }

    static string When(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "–";
}
