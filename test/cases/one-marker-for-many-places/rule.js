// Sixty markers that all say the same would be accepted unread.
function (user, context, callback) {
  if (context.clientName === 'Shop') context.idToken['https://example.com/roles'] = user.roles;
  if (context.clientName === 'Blog') context.idToken['https://example.com/writer'] = (user.roles || []).includes('writer');
  if (context.clientName === 'Desk') context.idToken['https://example.com/agent'] = (user.roles || []).includes('agent');
  if (context.clientName === 'Bank') {
    if (!user.roles) return callback(new UnauthorizedError('Staff only.'));
    context.idToken['https://example.com/staff'] = user.staff;
  }
  callback(null, user, context);
}
