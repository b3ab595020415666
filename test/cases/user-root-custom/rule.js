function department(user, context, callback) {
  user.department = (user.email || '').endsWith('@hr.example.com') ? 'hr' : 'other';
  if (user.department === 'hr') return callback(null, user, context);
  callback(new UnauthorizedError('HR only.'));
}
