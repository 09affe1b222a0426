using System.CommandLine;
using Geo.Server.Settings;

namespace Geo.Server.Cli;

/// <summary>The program's commands, and the edge where every error becomes one readable line and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Geo: from satellite and aerial rasters to named polygons, area statistics and OGC services.")
        {
            DemoCommand.Create(),
            RunCommand.Create(),
            ServeCommand.Create(),
            AreasCommand.Create(),
            ImportCommand.Create(),
            LayersCommand.Create(),
            ExportCommand.Create(),
            ModelsCommand.Create(),
            EvalCommand.Create(),
            LabelCommand.Create(),
            KeysCommand.Create(),
            NewsCommand.Create(),
            TextCommand.Create(),
            IndicatorsCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine($"geo: {error.Message}");
            Console.Error.WriteLine($"Try: ./geo {string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')).Take(2))} --help");
            return ExitCode.WrongUsage;
        }
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(20) };
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (OperationCanceledException)
        {
            var resumes = parsed.CommandResult.Command.Name is "run" or "demo" or "pull";
            Console.Error.WriteLine("geo: stopped." + (resumes ? " The same command goes on where this one ended." : ""));
            return ExitCode.Failed;
        }
        catch (SettingsException e)
        {
            Console.Error.WriteLine($"geo: {e.Message}");
            return ExitCode.WrongUsage;
        }
        catch (TypeInitializationException e) when (e.InnerException is { } reason && !IsBug(reason))
        {
            Console.Error.WriteLine($"geo: {reason.Message}");
            return ExitCode.Failed;
        }
        catch (Exception e) when (DiskFullMessage.Of(e) is { } full)
        {
            Console.Error.WriteLine($"geo: {full}");
            return ExitCode.Failed;
        }
        catch (Exception e) when (!IsBug(e))
        {
            Console.Error.WriteLine($"geo: {e.Message}");
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"geo: a fault of Geo itself, please report it:\n{e}");
            return ExitCode.Failed;
        }
    }

    static bool IsBug(Exception e) =>
        e is NullReferenceException or IndexOutOfRangeException or ArgumentException or InvalidCastException or KeyNotFoundException
            or AccessViolationException or AggregateException or InvalidOperationException;
}
