; Setup program for one person, without administrator's rights. windows_setup.py runs it and defines
; Version, Source (the frozen folder), Icon, and Signed when a sign tool named "pixlore" is configured.

[Setup]
AppId={{6D0C9B0A-6F0B-4C57-9B1F-6E3C5B1F7A52}
AppName=Pixlore
AppVersion={#Version}
AppPublisher=The Pixlore developers
VersionInfoVersion={#Version}
DefaultDirName={autopf}\Pixlore
DefaultGroupName=Pixlore
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputBaseFilename=pixlore-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\pixlore.exe
UninstallDisplayName=Pixlore
WizardStyle=modern
CloseApplications=yes
ChangesAssociations=yes
#ifdef Signed
SignTool=pixlore
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{autoprograms}\Pixlore"; Filename: "{app}\pixlore.exe"; AppUserModelID: "io.github.pixlore.Pixlore"

[Registry]
Root: HKA; Subkey: "Software\Classes\Directory\shell\Pixlore"; ValueType: string; ValueData: "Open folder in Pixlore"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Directory\shell\Pixlore"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\pixlore.exe"
Root: HKA; Subkey: "Software\Classes\Directory\shell\Pixlore\command"; ValueType: string; ValueData: """{app}\pixlore.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\Pixlore"; ValueType: string; ValueData: "Find similar photos in Pixlore"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\Pixlore"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\pixlore.exe"
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\Pixlore\command"; ValueType: string; ValueData: """{app}\pixlore.exe"" ""%1"""
; The program writes this when "start at login" is switched on; it goes with the program.
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: none; ValueName: "Pixlore"; Flags: dontcreatekey uninsdeletevalue

[Run]
Filename: "{app}\pixlore.exe"; Description: "{cm:LaunchProgram,Pixlore}"; Flags: nowait postinstall skipifsilent

[UninstallRun]
Filename: "{app}\pixlore-service.exe"; Parameters: "stop"; Flags: runhidden; RunOnceId: "StopService"
