import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PLATFORM_VERSION } from '../../platform/config/project-root.js';
import { Public } from '../../platform/http/access.decorators.js';
import { CompatStatusDto } from './compat-answers.dto.js';

/** `/` for programs. A browser asks for HTML and gets the dashboard instead: platform/http sends it to another address. */
@ApiTags('compat')
@Controller()
export class CompatStatusController {
  @Get()
  @Public()
  @Header('vary', 'Accept')
  @ApiOperation({ summary: 'That the platform runs, and where to read on' })
  @ApiOkResponse({ type: CompatStatusDto })
  status(): CompatStatusDto {
    return { name: 'LogStream', status: 'running', version: PLATFORM_VERSION, health: '/health', docs: '/docs' };
  }
}
